from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

CODE = "activity_invitation"
PURPOSE = "marketing"
# one press of a button writes to so many at once, the job to the others
AT_ONCE = 100
BATCH = 500


class HcsActivityInvitation(models.Model):
    """A segment is invited in one statement; each message is asked of the guard again before it leaves."""

    _inherit = "hcs.activity.invitation"

    # WHO
    @api.model
    def _candidates_sql(self, event, segment, channel="sms"):
        """Everybody of the segment who was not invited and is not registered, with what speaks against it.

        Columns: patient_id, reason (NULL where the person may be written to), asked (last invitation to anything).
        """
        guard = self.env["hcs.contact.guard"]
        now = fields.Datetime.now()
        members = segment.sudo()._members()
        for model in ("hcs.patient", "hcs.patient.phone", "hcs.consent", "hcs.contact", self._name):
            self.env[model].flush_model()
        self.env["event.registration"].flush_model()
        return SQL(
            """
            SELECT p.id AS patient_id,
                   CASE WHEN p.deceased THEN 'deceased'
                        WHEN %(withdrawn)s THEN 'consent_withdrawn'
                        WHEN %(blocked)s THEN 'consent_missing'
                        WHEN %(no_way)s THEN 'no_number'
                        WHEN %(unreachable)s THEN 'wrong_number'
                        ELSE %(cap)s END AS reason,
                   (SELECT max(other.sent_at) FROM hcs_activity_invitation other
                     WHERE other.patient_id = p.id) AS asked
              FROM hcs_patient p
             WHERE p.id IN %(members)s AND p.active AND p.merged_into_id IS NULL AND p.company_id = %(company)s
               AND NOT EXISTS (SELECT FROM hcs_activity_invitation own
                                WHERE own.event_id = %(event)s AND own.patient_id = p.id
                                  AND own.state <> 'suppressed')
               AND NOT EXISTS (SELECT FROM event_registration r WHERE r.event_id = %(event)s
                                  AND r.hcs_patient_id = p.id AND r.state <> 'cancel')
            """,
            withdrawn=self._withdrawn_sql(channel),
            blocked=guard._blocked_sql(PURPOSE, channel, "p"),
            no_way=SQL(
                "COALESCE(p.email, '') = ''"
                if channel == "email"
                else "NOT EXISTS (SELECT FROM hcs_patient_phone n WHERE n.patient_id = p.id AND n.number IS NOT NULL)"
            ),
            unreachable=segment._unreachable_sql("p", PURPOSE, channel),
            cap=guard._cap_sql(event.company_id, now, "p"),
            members=members.subselect(),
            company=event.company_id.id,
            event=event.id,
        )

    @api.model
    def _withdrawn_sql(self, channel):
        """Whether the last word of the person was no; without any word the consent is missing."""
        return SQL(
            """(SELECT c.state FROM hcs_consent c
                 WHERE c.patient_id = p.id AND c.purpose = %s AND c.channel IN ('any', %s)
                 ORDER BY c.at DESC, c.id DESC LIMIT 1) = 'withdrawn'""",
            PURPOSE,
            channel,
        )

    @api.model
    def _preview(self, event, segment, channel="sms"):
        """``{reason or False: count}`` of those who would be invited."""
        rows = self.env.execute_query(
            SQL(
                "SELECT reason, count(*) FROM (%s) candidates GROUP BY reason",
                self._candidates_sql(event, segment, channel),
            )
        )
        return {reason or False: count for reason, count in rows}

    @api.model
    def _preview_patients(self, event, segment, reachable, limit=None, channel="sms"):
        """The patients behind a count of the preview."""
        rows = self.env.execute_query(
            SQL(
                "SELECT patient_id FROM (%s) candidates WHERE (reason IS NULL) = %s "
                "ORDER BY asked NULLS FIRST, patient_id %s",
                self._candidates_sql(event, segment, channel),
                reachable,
                SQL("LIMIT %s", limit) if limit else SQL(),
            )
        )
        return self.env["hcs.patient"].browse(row[0] for row in rows)

    # INVITED
    @api.model
    def _invite(self, event, segment, limit=None, channel="sms"):
        """Put the segment on the list, those who may be written to up to ``limit``; safe to repeat and to run twice.

        Whoever was asked to come to something longest ago goes first, so that the same people are not asked each time.
        Who could not be written to before, and can be now, is written to.
        """
        if limit is not None and limit < 0:
            raise UserError(self.env._("The number of people cannot be negative."))
        self.env.cr.execute(
            SQL(
                """
                WITH candidates AS (%(candidates)s),
                reachable AS (
                    SELECT patient_id, NULL::varchar AS reason FROM candidates WHERE reason IS NULL
                     ORDER BY asked NULLS FIRST, patient_id %(limit)s
                )
                INSERT INTO hcs_activity_invitation (
                    event_id, patient_id, segment_id, company_id, channel, state, reason,
                    create_uid, create_date, write_uid, write_date
                )
                SELECT %(event)s, c.patient_id, %(segment)s, %(company)s, %(channel)s,
                       CASE WHEN c.reason IS NULL THEN 'planned' ELSE 'suppressed' END, c.reason,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM (SELECT * FROM reachable
                        UNION ALL SELECT patient_id, reason FROM candidates WHERE reason IS NOT NULL) c
                 ORDER BY c.patient_id
                ON CONFLICT (event_id, patient_id) DO UPDATE
                   SET state = 'planned', reason = NULL, segment_id = EXCLUDED.segment_id, channel = EXCLUDED.channel,
                       write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
                 WHERE hcs_activity_invitation.state = 'suppressed' AND EXCLUDED.state = 'planned'
                RETURNING id
                """,
                candidates=self._candidates_sql(event, segment, channel),
                channel=channel,
                limit=SQL("LIMIT %s", limit) if limit is not None else SQL(),
                event=event.id,
                segment=segment.id,
                company=event.company_id.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        made = self.browse(row[0] for row in self.env.cr.fetchall())
        self.invalidate_model(flush=False)
        event.invalidate_recordset(["hcs_invitation_ids"], flush=False)
        return made

    # SENT
    def _send_out(self):
        """Write to those whose turn it is; who may not be written to any more is kept with the reason."""
        waiting = self.sudo().filtered(lambda invitation: invitation.state == "planned")
        now = fields.Datetime.now()
        for event, invitations in waiting.grouped("event_id").items():
            called_off = event.kanban_state == "cancel"
            if called_off or event.date_begin <= now:
                reason = "superseded" if called_off else "outside_window"
                invitations.write({"state": "suppressed", "reason": reason})
                continue
            params = event._hcs_message_params()
            for channel, ours in invitations.grouped("channel").items():
                send = ours._send_emails if channel == "email" else ours._send_messages
                ours._keep_answers(send(event, params), now)
        return waiting

    def _send_messages(self, _event, params):
        """:return: ``{patient_id: reason or False}``"""
        orders = [invitation._prepare_order(params) for invitation in self]
        return self.env["hcs.message.template"]._send_orders(CODE, orders)

    def _keep_answers(self, answers, now):
        for reason, answered in self.grouped(lambda one: answers.get(one.patient_id.id)).items():
            if reason and reason != "already_sent":
                answered.write({"state": "suppressed", "reason": reason})
            else:
                answered.write({"state": "invited", "sent_at": now, "reason": False})

    def _prepare_order(self, params):
        self.ensure_one()
        return {
            "patient": self.patient_id,
            "record": self,
            "params": {**params, "link": self._make_link()},
            "phone": None,
            "at": None,
            # refused on one day, allowed on another
            "key": fields.Date.to_string(self.company_id._hcs_local_date(fields.Datetime.now())),
            "until": self.event_id.date_begin,
        }

    @api.model
    def _cron_send(self, limit=BATCH):
        """Those whom the button left over, oldest first."""
        domain = [("state", "=", "planned")]
        invitations = self.search(domain, order="event_id, id", limit=limit).try_lock_for_update()
        invitations._send_out()
        self.env["ir.cron"]._commit_progress(len(invitations), remaining=self.search_count(domain))

    # BY HAND
    def action_accept(self):
        """The person says at the desk or on the phone that they come: register them, or put them on the list."""
        self._check_answerable()
        for invitation in self:
            invitation._accept("desk")

    def action_decline(self):
        """The person says at the desk or on the phone that they do not come."""
        self._check_answerable()
        for invitation in self:
            if registration := invitation._registration():
                registration.with_env(self.env).action_hcs_cancel()
            invitation._answer("declined", "desk")

    def _check_answerable(self):
        self.check_access("read")
        self.env["event.registration"].check_access("create")
        for invitation in self:
            invitation.event_id._hcs_check_ahead()
