from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.deal import Dealer


class HcsAssignmentMixin(models.AbstractModel):
    """Work that is dealt by itself: on duty, qualified, below capacity, least loaded first (FEATURES D5)."""

    _name = "hcs.assignment.mixin"
    _description = "Dealt to the people of a team"

    team_id = fields.Many2one("hcs.team", index="btree_not_null", ondelete="restrict", check_company=True)
    user_id = fields.Many2one(
        "res.users", "Assigned To", index="btree_not_null", ondelete="restrict", domain="[('share', '=', False)]"
    )
    assigned_at = fields.Datetime(readonly=True, copy=False)
    leader_told_at = fields.Datetime(
        readonly=True, copy=False, help="When the team leader was told that nobody could take it."
    )

    # Hooks
    @api.model
    def _assignment_domain_open(self):
        """Records that count as load of the person they are assigned to."""
        return []

    def _assignment_qualified(self, users):
        """Which of ``users`` may do the work: ``{record: users}``, for all records at once."""
        return dict.fromkeys(self, users)

    def _assignment_preferred(self, users):
        """Who should do it if possible, such as the person the patient knows: ``{record: users}``."""
        return dict.fromkeys(self, users.browse())

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("user_id"):
                vals.setdefault("assigned_at", fields.Datetime.now())
        return super().create(vals_list)

    def write(self, vals):
        if "user_id" in vals and "assigned_at" not in vals:
            vals = {
                **vals,
                "assigned_at": fields.Datetime.now() if vals["user_id"] else False,
                "leader_told_at": False,
            }
        return super().write(vals)

    # Dealing
    def action_assign_automatically(self):
        """Deal the records that nobody has; say how many stay behind."""
        self.check_access("write")
        mine = self.filtered(lambda record: not record.user_id)
        left = mine - mine._assign_records()
        if not left:
            return False
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "Nobody on duty could take %s of them: choose the person by hand, or wait until somebody is free.",
                    len(left),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _assign_records(self, at=None):
        """Give each record that nobody has to one member of its team; teams that deal by hand are left alone.

        Those on duty, qualified and below the capacity of the team are asked: first the one who is preferred, then
        the one with the least open work (or whose turn it is), who waited longest. Where there is nobody the record
        stays unassigned and the leader is told, once.

        :return: the records that were given to somebody
        """
        at = at or fields.Datetime.now()
        dealt = self.browse()
        waiting = self.filtered(lambda record: not record.user_id and record.team_id)
        for team, records in waiting.grouped("team_id").items():
            if team.sudo().assignment != "manual":
                dealt |= records._assign_team(team.sudo(), at)
        return dealt

    def _assign_team(self, team, at):
        users = team._on_duty(at)[team]
        qualified, preferred = self._assignment_qualified(users), self._assignment_preferred(users)
        dealer = Dealer(self._assignment_loads(users), team.capacity, team.assignment == "balanced")
        groups = {}
        for record in self:
            able = qualified[record] & users
            liked = (preferred[record] & able).ids if preferred[record] else ()
            if user_id := dealer.deal(frozenset(able._ids), liked):
                groups.setdefault(user_id, []).append(record.id)
        dealt = self.browse()
        for user_id, ids in groups.items():
            # sudo: who it is given to is the dealer's word, not that of the person who pressed the button
            records = self.browse(ids).sudo().with_context(mail_auto_subscribe_no_notify=True, mail_notrack=True)
            records.write({"user_id": user_id, "assigned_at": at, "leader_told_at": False})
            records._log_dealt(team)
            dealt |= self.browse(ids)
        (self - dealt)._tell_leader(team, at)
        return dealt

    def _log_dealt(self, team):
        """Say on each record who got it: lines written together, where tracking would write them one by one."""
        if "message_ids" in self._fields and not self.env.context.get("tracking_disable"):
            told = self.with_context(lang=team.leader_id.lang or self.env.lang)
            body = told.env._("Dealt to %s", self.user_id.name)
            self._message_log_batch(dict.fromkeys(self.ids, body))

    @api.model
    def _assignment_loads(self, users):
        """What each of ``users`` has to do and since when he was given nothing: ``{user id: (load, moment)}``."""
        domain = Domain("user_id", "in", users.ids) & Domain(self._assignment_domain_open())
        loads = {
            user.id: (count, last)
            for user, count, last in self.sudo()._read_group(domain, ["user_id"], ["__count", "assigned_at:max"])
        }
        return {user_id: loads.get(user_id, (0, None)) for user_id in users.ids}

    def _tell_leader(self, team, at):
        """Tell the leader of ``team`` that nobody can take these records; nothing is ever told twice."""
        new = self.filtered(lambda record: not record.leader_told_at)
        leaders = team._leaders()[team]
        if not new or not leaders:
            return
        new.sudo().write({"leader_told_at": at})
        for leader in leaders:
            team._remind_unassigned(leader, len(new))
        if "message_ids" in self._fields:
            body = self.env._("Nobody can take it now. Told: %s", ", ".join(leaders.mapped("name")))
            new.sudo()._message_log_batch(dict.fromkeys(new.ids, body))
