import logging

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

from ..common.arguments import a_choice, arguments
from ..patient.hcs_consent import PURPOSES

_logger = logging.getLogger(__name__)

CHANNELS = [("sms", "SMS"), ("email", "E-mail"), ("call", "Call")]
# a list that nobody looks at is made anew once a night
STALE_HOURS = 20


class HcsSegment(models.Model):
    """Patients who fit a condition, found anew every night: whom to invite, to greet, to win back (CRM-02)."""

    _name = "hcs.segment"
    _description = "Segment of Patients"
    _inherit = ["hcs.export.mixin", "hcs.input.mixin"]
    _order = "sequence, name, id"
    _check_company_auto = True
    _flow_fields = frozenset({"refreshed_at", "user_id", "problem"})

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
    description = fields.Text(translate=True, help="What the list is for, in words.")
    domain = fields.Char(
        "Conditions",
        required=True,
        default="[]",
        help="Who belongs to it. Personal data such as phone or ID number cannot be used.",
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", default=lambda self: self.env.company, help="Empty: for every hospital."
    )
    active = fields.Boolean(default=True)
    user_id = fields.Many2one(
        "res.users",
        "Condition written by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    refreshed_at = fields.Datetime("Refreshed", readonly=True, copy=False, help="When the list was last made.")
    problem = fields.Char(readonly=True, copy=False, help="Why the list could not be made anew.")
    purpose = fields.Selection(
        PURPOSES, "Size for", required=True, default="marketing", help="What the consents are counted for."
    )
    channel = fields.Selection(CHANNELS, required=True, default="sms")
    member_ids = fields.One2many("hcs.segment.member", "segment_id", "Members of the segment", readonly=True)
    count = fields.Integer("Patients", compute="_compute_count", aggregator=None)
    size_text = fields.Char("Size", compute="_compute_size_text")

    def _compute_count(self):
        counts = dict(
            self.env["hcs.segment.member"]._read_group([("segment_id", "in", self.ids)], ["segment_id"], ["__count"])
        )
        for segment in self:
            segment.count = counts.get(segment._origin, 0)

    @api.depends("purpose", "channel", "refreshed_at")
    @api.depends_context("lang")
    def _compute_size_text(self):
        for segment in self:
            counted = {"size": segment._number(segment.count), "reached": 0}
            counted["reached"] = segment._number(
                segment._origin.reachable_count(segment.purpose, segment.channel) if segment.count else 0
            )
            if segment.channel == "call":
                segment.size_text = self.env._("%(size)s, of whom %(reached)s may be called", **counted)
            else:
                segment.size_text = self.env._("%(size)s, of whom %(reached)s may be written to", **counted)

    @api.model
    def _number(self, count):
        return formatLang(self.env, count, digits=0)

    # MEMBERS
    def _members(self):
        """The patients of these segments whom the reader may see: a ``Query``, for domains and statements."""
        return self.env["hcs.patient"]._search(self._members_domain())

    def _members_domain(self):
        """Domain over patients."""
        # sudo: ids for a search that keeps to the reader's patients
        members = self.env["hcs.segment.member"].sudo()._search([("segment_id", "in", self.ids)])
        return Domain("id", "in", members.subselect("patient_id"))

    @arguments(
        purpose=a_choice("purpose", model="hcs.segment"),
        channel=a_choice("channel", model="hcs.segment"),
    )
    def reachable_count(self, purpose="marketing", channel="sms"):
        """How many of the members may be contacted for ``purpose`` by ``channel``, at an hour that is allowed.

        The consents of this purpose, those who died, and whether there is a number or address to write to.
        """
        self.check_access("read")
        query = self._members()
        alias = SQL.identifier(query.table)
        query.add_where(SQL("NOT %s", self._unreachable_sql(query.table, purpose or "marketing", channel or "sms")))
        return self.env.execute_query(query.select(SQL("COUNT(DISTINCT %s.id)", alias)))[0][0]

    @api.model
    def _unreachable_sql(self, alias, purpose, channel):
        """Condition in SQL: nothing may be sent to the patient of ``alias``."""
        guard = self.env["hcs.contact.guard"]
        patient = SQL.identifier(alias)
        for model in ("hcs.consent", "hcs.patient.phone", "hcs.patient", "phone.blacklist"):
            self.env[model].sudo().flush_model()
        if channel == "email":
            way = SQL("COALESCE(%s.email, '') <> ''", patient)
        else:
            way = SQL(
                """EXISTS (SELECT FROM hcs_patient_phone way
                            WHERE way.patient_id = %s.id AND COALESCE(way.number, '') <> '' AND way.wrong IS NOT TRUE
                              AND %s AND NOT COALESCE(%s, FALSE))""",
                patient,
                SQL("TRUE") if channel == "call" else SQL("way.invalid IS NOT TRUE"),
                guard._blocked_number_sql(SQL("way.e164")),
            )
        return SQL("(%s OR NOT %s)", guard._blocked_sql(purpose, channel, alias), way)

    # REFRESH
    @api.model_create_multi
    def create(self, vals_list):
        segments = super().create(vals_list)
        segments._refresh(fields.Datetime.now())
        return segments

    def write(self, vals):
        result = super().write(vals)
        if not {"domain", "company_id", "active"}.isdisjoint(vals):
            if "domain" in vals:
                # sudo: whose condition it is follows from who wrote it
                self.sudo().user_id = self.env.user
            self._refresh(fields.Datetime.now())
        return result

    def action_refresh(self):
        """Make the lists anew now."""
        self.check_access("write")
        self._refresh(fields.Datetime.now())
        return True

    def action_open_patients(self):
        """The patients of the segment, in the list of patients."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_patient_action")
        return {
            **action,
            "name": self.name,
            "domain": [("segment_ids", "in", self.ids)],
            "context": {},
            "help": False,
        }

    def _refresh(self, now):
        """Those who fit now come in, those who do not go out; who stays keeps the day on which he came."""
        for segment in self.sudo():
            segment._refresh_one(now)
        self.env["hcs.segment.member"].invalidate_model()
        self.invalidate_recordset(["count", "size_text", "member_ids"])

    def _refresh_one(self, now):
        self.env.flush_all()
        try:
            self.lock_for_update()
        except LockError:
            raise UserError(
                self.env._("“%s” is being made anew by somebody else. Wait a moment.", self.name)
            ) from None
        query = self._fitting()
        self.env.cr.execute(
            SQL(
                """
                WITH fits AS MATERIALIZED (%(fits)s),
                gone AS (
                    DELETE FROM hcs_segment_member m
                     WHERE m.segment_id = %(segment)s AND NOT EXISTS (SELECT FROM fits WHERE fits.id = m.patient_id)
                )
                INSERT INTO hcs_segment_member (segment_id, patient_id, company_id, since)
                SELECT %(segment)s, fits.id, fits.company_id, %(now)s FROM fits
                    ON CONFLICT (segment_id, patient_id) DO NOTHING
                """,
                fits=query.select(SQL.identifier(query.table, "id"), SQL.identifier(query.table, "company_id")),
                segment=self.id,
                now=now,
            )
        )
        self.write({"refreshed_at": now, "problem": False})

    @api.model
    def _cron_refresh(self):
        """Every list of every hospital, the oldest first; one that cannot be made does not hold up the others."""
        now = fields.Datetime.now()
        stale = fields.Datetime.subtract(now, hours=STALE_HOURS)
        segments = self.search(
            ["|", ("refreshed_at", "=", False), ("refreshed_at", "<", stale)], order="refreshed_at, id"
        )
        self.env["ir.cron"]._commit_progress(remaining=len(segments))
        for segment in segments:
            if not segment.try_lock_for_update():
                continue  # somebody makes it anew by hand
            try:
                with self.env.cr.savepoint():
                    segment._refresh(now)
            except Exception as error:  # pylint: disable=broad-exception-caught
                # the words of the error may quote a condition
                _logger.warning("Segment %s left as it is (%s)", segment.id, type(error).__name__)
                segment.write({"refreshed_at": now, "problem": self._problem_text(error)})
            if not self.env["ir.cron"]._commit_progress(1):
                return

    @api.model
    def _refresh_later(self):
        """The lists follow the values of this night: all of them are due."""
        self.search([]).write({"refreshed_at": False})  # pylint: disable=no-search-all
        self.env.ref("hospital_customer_service.ir_cron_vip_segments")._trigger()

    @api.model
    def _problem_text(self, error):
        if isinstance(error, UserError):
            return str(error)
        return self.env._("The condition could not be read. Choose it anew.")
