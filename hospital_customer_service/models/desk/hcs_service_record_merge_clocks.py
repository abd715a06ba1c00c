from odoo import models

from .hcs_service_record import OPEN_STATES


class HcsServiceRecord(models.Model):
    """The deadlines of two records that become one: whoever asked twice was promised once (SD11).

    Of the same promise the earlier deadline leads and the other one is cancelled; a promise that only one of them had
    goes on. What was cancelled for this goes on where the merge is undone.
    """

    _inherit = "hcs.service.record"

    def _merge_clocks(self, target, at):
        """Move the clocks of the merged record, in rounds of their own.

        :return: for the journal, ``clocks``: ids and rounds of what moved, ``overtaken``: pairs of a cancelled clock
            and the one that leads
        """
        clocks = self.env["hcs.clock"].sudo().search([("service_record_id", "in", (self | target).ids)])
        mine = clocks.filtered(lambda clock: clock.service_record_id == self).sorted("round")
        overtaken = self._overtaken_clocks(target, mine, clocks - mine, at)
        last = {}
        for clock in clocks - mine:
            last[clock.policy_id.id] = max(last.get(clock.policy_id.id, 0), clock.round)
        journal = []
        for clock in mine:
            journal.append([clock.id, clock.round])
            last[clock.policy_id.id] = last.get(clock.policy_id.id, 0) + 1
            clock.write({"service_record_id": target.id, "round": last[clock.policy_id.id]})
        clocks.flush_recordset()
        self.env["hcs.clock"].sudo()._sync_owners("service_record_id", (self | target).ids)
        return {"clocks": journal, "overtaken": overtaken}

    def _overtaken_clocks(self, target, mine, others, at):
        """Cancel the later deadline of each promise that both records made."""
        if target.state != "waiting":
            # the record that goes on is worked at: nothing stands still any longer
            mine._resume(at, self.env._("Merged into another record."))
        pairs = []
        for clock in mine.filtered(lambda clock: clock.state in ("running", "paused")):
            same = others.filtered(
                lambda other, clock=clock: (
                    other.state in ("running", "paused") and other._promise() == clock._promise()
                )
            )
            if same:
                leads, *later = (clock | same).sorted(lambda one: (one.due_at, one.id))
                pairs += [(other, leads) for other in later]
        self.env["hcs.clock"].union(*(clock for clock, _leads in pairs))._cancel(at)
        return [[clock.id, leads.id] for clock, leads in pairs]

    def _part_clocks(self, target, moved, at):
        """Give the clocks back, and go on with those that were overtaken."""
        clocks = self.env["hcs.clock"].sudo()
        for clock_id, number in moved["clocks"]:
            clock = clocks.browse(clock_id).exists()
            clock.write({"service_record_id": self.id, "round": number})
            clock.flush_recordset()
        again = clocks
        for clock_id, leads_id in moved.get("overtaken", ()):
            clock, leads = clocks.browse((clock_id, leads_id))
            kept = clock.service_record_id == target and leads.state not in ("running", "paused")
            # a promise of the other record that was kept meanwhile stays kept
            if clock.service_record_id.state in OPEN_STATES and not kept:
                again |= clock
        again._take_back_cancel(at, self.env._("The merge was undone."))
        if moved["state"] == "waiting":
            self._clock_resume(at)
        clocks._sync_owners("service_record_id", (self | target).ids)
