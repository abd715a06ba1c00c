from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

OVERLAP = timedelta(minutes=15)
COLLECT = 1_000  # rows taken up in one run: what is more waits for the next
STATUSES = """CASE a.state WHEN 'arrived' THEN 'arrived' WHEN 'done' THEN 'fulfilled' WHEN 'no_show' THEN 'noshow'
              WHEN 'cancelled' THEN 'cancelled' WHEN 'rescheduled' THEN 'cancelled' ELSE 'booked' END"""


class HcsHisOutgoing(models.Model):
    """A patient or a booking made here that the hospital system is to know (VIS-04): sent, or typed in by hand.

    One row for each record and system. What it should say (``content``) and what was said (``told``) are fingerprints;
    where they differ the row is sent again, so that running twice or stopping in between changes nothing.
    """

    _name = "hcs.his.outgoing"
    _description = "For the hospital system"
    _inherit = ["hcs.input.mixin", "hcs.read.log.mixin", "hcs.export.mixin"]
    _order = "id desc"
    _rec_name = "reference"
    _check_company_auto = True
    _log_read_patient_field = "patient_id"
    _flow_fields = frozenset(
        "source_id company_id kind patient_id appointment_id reference state tries next_at problem sent_at matched_at "
        "typed_by content told".split()
    )

    source_id = fields.Many2one("hcs.his.source", "Hospital system", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    kind = fields.Selection([("patient", "Patient"), ("appointment", "Booking")], required=True, readonly=True)
    patient_id = fields.Many2one("hcs.patient", required=True, readonly=True, index=True, ondelete="cascade")
    appointment_id = fields.Many2one("hcs.appointment", "Booking", readonly=True, ondelete="cascade")
    reference = fields.Char("Our number", required=True, readonly=True, help="By it the other side knows it again.")
    remote_ref = fields.Char("Number in the hospital system", help="A patient's record number, a booking's number.")
    state = fields.Selection(
        [("waiting", "To send"), ("sent", "Sent"), ("matched", "Known there"), ("failed", "Given up")],
        "Status",
        required=True,
        readonly=True,
        default="waiting",
    )
    start_at = fields.Datetime(related="appointment_id.start_at")
    practitioner_id = fields.Many2one(related="appointment_id.practitioner_id")
    department_id = fields.Many2one(related="appointment_id.department_id")
    booking_state = fields.Selection(related="appointment_id.state", string="Status of the booking")
    tries = fields.Integer(readonly=True, aggregator=None)
    next_at = fields.Datetime("Next try", readonly=True)
    problem = fields.Char(readonly=True, help="What the other side answered last: a status, never its text.")
    sent_at = fields.Datetime(readonly=True)
    matched_at = fields.Datetime("Known there since", readonly=True)
    typed_by = fields.Many2one("res.users", readonly=True, index="btree_not_null", ondelete="restrict")
    content = fields.Char(readonly=True, export_string_translation=False)
    told = fields.Char(readonly=True, export_string_translation=False)

    _record_uniq = models.UniqueIndex(
        "(source_id, patient_id, COALESCE(appointment_id, 0))", "This record is in the queue already."
    )
    _appointment_idx = models.Index("(appointment_id) WHERE appointment_id IS NOT NULL")
    _reference_idx = models.Index("(source_id, reference)")
    _queue_idx = models.Index("(source_id, kind DESC, id) WHERE state = 'waiting'")

    def write(self, vals):
        if not self.env.su and not vals.keys() <= {"remote_ref"}:
            raise AccessError(self.env._("Only the number in the hospital system is entered here."))
        return super().write(vals)

    # COLLECTING
    @api.model
    def _collect(self, source, now=None):
        """Take up what was made here or changed since the last time; asked again, nothing changes.

        :return: how many rows are to be sent because of it
        """
        now = now or fields.Datetime.now()
        since = max(filter(None, (source.out_since, source.out_scanned_at and source.out_scanned_at - OVERLAP)))
        self.env.flush_all()
        count = self._collect_patients(source, since) + self._collect_appointments(source, since)
        if count < COLLECT:
            source.out_scanned_at = now
        self.invalidate_model()
        return count

    @api.model
    def _collect_patients(self, source, since):
        """Patients registered here whom the hospital system has not told us of."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO hcs_his_outgoing (source_id, company_id, kind, patient_id, reference, state, tries,
                                                 content, create_uid, create_date, write_uid, write_date)
                   SELECT %(source)s, p.company_id, 'patient', p.id, 'P' || p.id, 'waiting', 0,
                          md5(concat_ws('|', p.name, p.sex, p.birthdate, p.id_number)),
                          1, now() AT TIME ZONE 'UTC', 1, now() AT TIME ZONE 'UTC'
                     FROM hcs_patient p
                    WHERE p.company_id = %(company)s AND p.active AND p.merged_into_id IS NULL
                      AND p.external_source IS NULL AND p.write_date >= %(since)s AND p.create_date >= %(begin)s
                      AND NOT EXISTS (SELECT 1 FROM hcs_his_key k
                                       WHERE k.patient_id = p.id AND k.source_id = %(source)s)
                    ORDER BY p.id LIMIT %(limit)s
                   ON CONFLICT (source_id, patient_id, COALESCE(appointment_id, 0)) DO UPDATE
                      SET content = EXCLUDED.content, state = 'waiting', tries = 0, next_at = NULL
                    WHERE hcs_his_outgoing.state <> 'matched' AND hcs_his_outgoing.content <> EXCLUDED.content""",
                source=source.id,
                company=source.company_id.id,
                since=since,
                begin=source.out_since,
                limit=COLLECT,
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _collect_appointments(self, source, since):
        """Bookings made here, and what became of those that were sent."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO hcs_his_outgoing (source_id, company_id, kind, patient_id, appointment_id, reference,
                                                 state, tries, content, create_uid, create_date, write_uid, write_date)
                   SELECT %(source)s, a.company_id, 'appointment', a.patient_id, a.id, a.reference, 'waiting', 0,
                          md5(concat_ws('|', %(status)s, a.start_at, a.end_at, a.practitioner_id, a.department_id)),
                          1, now() AT TIME ZONE 'UTC', 1, now() AT TIME ZONE 'UTC'
                     FROM hcs_appointment a
                     LEFT JOIN hcs_his_outgoing o ON o.appointment_id = a.id AND o.source_id = %(source)s
                    WHERE a.company_id = %(company)s AND a.write_date >= %(since)s AND a.create_date >= %(begin)s
                      AND a.reference IS NOT NULL
                      AND (o.id IS NOT NULL OR a.state IN ('booked', 'confirmed', 'arrived'))
                    ORDER BY a.id LIMIT %(limit)s
                   ON CONFLICT (source_id, patient_id, COALESCE(appointment_id, 0)) DO UPDATE
                      SET content = EXCLUDED.content, state = 'waiting', tries = 0, next_at = NULL
                    WHERE hcs_his_outgoing.content <> EXCLUDED.content""",
                source=source.id,
                company=source.company_id.id,
                since=since,
                begin=source.out_since,
                limit=COLLECT,
                status=SQL(STATUSES),
            )
        )
        return self.env.cr.rowcount

    # BY HAND
    def action_typed(self):
        """Somebody typed it into the hospital system; with its number there it is known at once."""
        self.check_access("write")
        if self.filtered(lambda row: row.state == "matched" and row.content == row.told):
            raise UserError(self.env._("The hospital system knows this already."))
        now = fields.Datetime.now()
        for row in self:
            # sudo: what a button writes; the record number is the hospital's, whoever types it
            row_sudo = row.sudo()
            row_sudo.write({"state": "sent", "sent_at": now, "typed_by": self.env.uid, "told": row_sudo.content})
            if row_sudo.remote_ref:
                row_sudo._match(row_sudo.remote_ref, now)
                if row.kind == "patient" and not row_sudo.patient_id.mrn:
                    row_sudo.patient_id.mrn = row_sudo.remote_ref
        return True

    def action_retry(self):
        """Send again what was given up, and what is still to wait, now."""
        self.check_access("write")
        todo = self.filtered(lambda row: row.state in ("waiting", "failed"))
        if not todo:
            raise UserError(self.env._("Only what could not be sent is sent again."))
        # sudo: what a button writes
        todo.sudo().write({"state": "waiting", "tries": 0, "next_at": False})
        self.env.ref("hospital_customer_service.ir_cron_his_send")._trigger()
        return True

    def action_open_record(self):
        self.ensure_one()
        self.check_access("read")
        return (self.appointment_id or self.patient_id)._get_records_action()

    # MATCHING
    def _match(self, remote_ref, now):
        """The other side knows it, under this number."""
        self.write({"state": "matched" if self.content == self.told else "waiting", "remote_ref": remote_ref})
        self.filtered(lambda row: not row.matched_at).matched_at = now

    @api.model
    def _note_answers(self, batch, column, answers):
        """The feed brought these records: the hospital system knows them.

        :param answers: ``{id of our record: number of the other side}``
        """
        domain = [("source_id", "=", batch.source.id), (column, "in", list(answers)), ("matched_at", "=", False)]
        if column == "patient_id":
            domain.append(("kind", "=", "patient"))
        for row in self.search(domain):
            row.told = row.content
            row._match(answers[row[column].id], batch.now)
