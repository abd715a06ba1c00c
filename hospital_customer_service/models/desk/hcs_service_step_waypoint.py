from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..common.arguments import a_moment, a_text, arguments
from .hcs_service_step import OPEN_STEPS
from .hcs_service_step_trip import NO_SHOW_REASONS, UNDER_WAY, WAYPOINT_AT
from .res_users import CENTRE

LEADER = "hospital_customer_service.group_hcs_leader"
# a telephone without network sends what it kept when it has one again
KEPT_FOR = timedelta(hours=24)
# clocks of telephones go wrong by a little
TOLERANCE = timedelta(minutes=2)


class HcsServiceStep(models.Model):
    """One button at a time: accept, depart, arrive, hand over."""

    _inherit = "hcs.service.step"

    def action_accept_trip(self):
        return self.action_waypoint("accepted")

    def action_depart(self):
        return self.action_waypoint("departed")

    def action_arrive(self):
        return self.action_waypoint("arrived")

    def action_hand_over_trip(self):
        return self.action_waypoint("handed_over")

    @arguments(waypoint=a_text, at=a_moment, handed_to=a_text)
    def action_waypoint(self, waypoint, at=None, handed_to=None):
        """Tell that a way-point is reached. Told twice it counts once, so that a lost answer may be asked for again.

        :param waypoint: accepted | departed | arrived | handed_over
        :param at: when it was, where the network came back later (UTC); never in the future
        :param handed_to: who took the patient over
        :return: the way-point and its time, as they are kept
        """
        self.ensure_one()
        self._check_trip_right()
        if waypoint not in WAYPOINT_AT:
            raise UserError(self.env._("There is no such way-point."))
        name = WAYPOINT_AT[waypoint]
        if not self[name]:
            self._reach(waypoint, self._waypoint_moment(waypoint, at), handed_to)
        return {"waypoint": self.waypoint, "at": fields.Datetime.to_string(self[name])}

    @arguments(reason=a_text, note=a_text)
    def action_no_show(self, reason, note=None):
        """The patient does not come along: the way ends here, with its reason.

        :param reason: code of ``no_show_reason``
        :param note: what happened, in words
        """
        self._check_trip_right()
        if reason not in dict(NO_SHOW_REASONS):
            raise UserError(self.env._("Choose why nobody came."))
        if any(step.state not in OPEN_STEPS for step in self):
            raise UserError(self.env._("This step is in another status by now. Reload the page."))
        for step in self:
            values = {"waypoint": "no_show", "no_show_reason": reason, "state": "skipped"}
            step._write_step({**values, "proof": note or step.proof, "done_at": fields.Datetime.now()})

    def action_open_trip(self):
        self.ensure_one()
        view = self.env.ref("hospital_customer_service.hcs_service_step_view_form_trip")
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
        }

    def action_open_no_show(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("No-show"),
            "res_model": "hcs.service.no.show.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_step_id": self.id},
        }

    # what the steps of a desk do, for ways
    def action_start(self):
        if any(step.is_trip for step in self):
            raise UserError(self.env._("Use the way-points: accept, depart, arrive, hand over."))
        return super().action_start()

    @arguments(proof=a_text)
    def action_done(self, proof=None):
        if any(step.is_trip for step in self):
            raise UserError(self.env._("Use the way-points: accept, depart, arrive, hand over."))
        for step in self.filtered(lambda step: step.kind == "handover"):
            if not step.sudo().record_id.handed_over_at:
                raise UserError(self.env._("Doctor and nurse of the ward confirm that they have the patient."))
        return super().action_done(proof=proof)

    def action_undo(self):
        ways = self.filtered("is_trip")
        if ways and not self.env.user.has_group(LEADER):
            raise AccessError(self.env._("Only a team leader takes way-points back."))
        result = super().action_undo()
        ways._write_step(
            {"waypoint": "planned", "no_show_reason": False, **dict.fromkeys(WAYPOINT_AT.values(), False)}
        )
        return result

    # how
    def _check_trip_right(self):
        """The person who goes, or a leader in their place."""
        self.check_access("write")
        if not all(step.is_trip for step in self):
            raise UserError(self.env._("Nobody walks with the patient on this step: start and finish it."))
        strangers = self.filtered(lambda step: step.user_id and step.user_id != self.env.user)
        if strangers and not self.env.su and not self.env.user.has_group(LEADER):
            raise AccessError(
                self.env._("%(person)s goes on this way and tells the way-points.", person=strangers[0].user_id.name)
            )

    def _waypoint_moment(self, waypoint, at):
        """The moment that is kept: now, or the one a telephone kept."""
        now = fields.Datetime.now()
        try:
            moment = fields.Datetime.to_datetime(at) or now
        except (TypeError, ValueError):
            raise UserError(self.env._("The time of the way-point cannot be read.")) from None
        if not now - KEPT_FOR <= moment <= now + TOLERANCE:
            raise UserError(self.env._("The time of a way-point lies within the last 24 hours."))
        names = list(WAYPOINT_AT)
        before = names[: names.index(waypoint)]
        earlier = [self[WAYPOINT_AT[name]] for name in before if self[WAYPOINT_AT[name]]]
        return max([min(moment, now), *earlier])

    def _reach(self, waypoint, moment, handed_to):
        names = list(WAYPOINT_AT)
        position = names.index(waypoint)
        if self.state not in OPEN_STEPS:
            raise UserError(self.env._("This way has ended by now. Reload the page."))
        if position and not self[WAYPOINT_AT[names[position - 1]]]:
            raise UserError(self.env._("One way-point after the other: accept, depart, arrive, hand over."))
        values = {"waypoint": waypoint, WAYPOINT_AT[waypoint]: moment}
        if waypoint == "accepted":
            values["user_id"] = self.user_id.id or self.env.uid
        if waypoint == "departed":
            self._check_under_way()
            values |= {"state": "doing", "started_at": moment}
        if waypoint == "handed_over":
            values |= {"state": "done", "done_at": moment, "done_by_id": self.env.uid}
            values["handed_to"] = handed_to or self.handed_to
        self._write_step(values)
        self._after_waypoint(waypoint)

    def _check_under_way(self):
        # sudo: busy is busy, in whichever hospital
        other = self.sudo().search(
            [
                ("is_trip", "=", True),
                ("waypoint", "in", UNDER_WAY),
                ("user_id", "=", self.user_id.id),
                ("id", "!=", self.id),
            ],
            limit=1,
        )
        if other:
            raise UserError(
                self.env._(
                    "%(person)s is still on the way with another patient (%(record)s). Hand over there first.",
                    person=self.user_id.name,
                    record=other.record_id.reference,
                )
            )

    def _after_waypoint(self, waypoint):
        """The ward hears that its patient is on the way."""
        if waypoint == "departed" and self.record_id.ward_id and self.record_id.type_code == "admission":
            self.record_id._expect_on_ward(self.user_id)

    def action_find_escort(self):
        """Give the way to a free member of the team, the one with the fewest ways that day first."""
        for step in self.filtered(lambda step: step.is_trip and step.state in OPEN_STEPS):
            step.check_access("write")
            if not step.planned_at:
                raise UserError(self.env._("Say when the way begins, then look for an escort."))
            users = step._free_escorts()
            if not users:
                raise UserError(self.env._("Nobody of the team is free at that time. Choose another time."))
            step.user_id = users[0]

    def _free_escorts(self):
        """Members of the record's team on duty and free at the planned time, the least busy of the day first."""
        self.ensure_one()
        step = self.sudo()  # sudo: agents do not read each other's absences
        team = step.record_id.team_id
        users = team._on_duty(self.planned_at)[team] if hasattr(team, "_on_duty") and team else team.member_ids
        users = users.filtered(lambda user: user.has_group(CENTRE))
        day = [("is_trip", "=", True), ("user_id", "in", users.ids), ("id", "!=", self.id)]
        around = [
            ("planned_at", ">", self.planned_at - timedelta(hours=12)),
            ("planned_at", "<", self.planned_at + timedelta(hours=12)),
        ]
        ways = self.sudo().search([*day, *around]).grouped("user_id")
        busy = {
            way.user_id
            for mine in ways.values()
            for way in mine
            if way.state in OPEN_STEPS
            and way.planned_at < self.planned_end_at
            and way.planned_end_at > self.planned_at
        }
        return (users.filtered(lambda user: user not in busy)).sorted(lambda user: (len(ways.get(user, ())), user.id))
