"""Members of every kind: in the first weeks, near the end, in grace, suspended, gone; applications at every step."""

import base64
import json
from datetime import timedelta
from pathlib import Path

WORDS = json.loads(Path(__file__).with_name("members.json").read_text(encoding="utf-8"))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PDF = base64.b64encode(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
# days ago, tier
MEMBERS = [
    (330, "gold"),
    (95, "diamond"),
    (375, "silver"),
    (460, "silver"),
    (150, "gold"),
    (200, "silver"),
    (40, "silver"),
]


class MemberLoader:
    def __init__(self, hospital):
        self.hospital = hospital
        self.env = hospital.env
        self.now = hospital.now

    def load(self):
        wanted = len(MEMBERS) + 7
        domain = [("mrn", "=like", "QW%"), ("deceased", "=", False), ("kept_secret", "=", False)]
        self.people = list(self.env["hcs.patient"].search([*domain, ("age", ">=", 25)], order="mrn", limit=wanted))
        members = [self._join(self.now - days * DAY, tier) for days, tier in MEMBERS]
        gold, diamond, _grace, _expired, away, gone, _fresh = members
        self._family(gold, diamond)
        self._services(gold, diamond)
        self._contract(diamond)
        with self.hospital.at(self.now - 20 * DAY):
            until = (self.hospital.today + 70 * DAY).isoformat()
            self.hospital.acting(away, "leader").action_suspend(WORDS["suspend"], until)
        with self.hospital.at(self.now - 15 * DAY):
            self.hospital.acting(gone, "vip").action_cancel(WORDS["cancel"])
        self._applications()
        memberships = self.env["hcs.vip.membership"]
        memberships._expire_units(self.now)
        memberships._assess(self.now)

    def _apply(self, at, tier, person=None, **values):
        with self.hospital.at(at):
            membership = self.hospital.acting(self.env["hcs.vip.membership"], "agent").create(
                {
                    "patient_id": (person or self.people.pop(0)).id,
                    "tier_id": self.hospital.ref(f"hcs_vip_tier_{tier}").id,
                    **values,
                }
            )
        self.hospital.backdate("hcs_vip_membership", {membership.id: at})
        return membership

    def _step(self, at, membership, login, name, *args):
        with self.hospital.at(at):
            getattr(self.hospital.acting(membership, login), name)(*args)

    def _join(self, at, tier):
        membership = self._apply(at, tier, representative_id=self.hospital.ref("user_vip_demo").id)
        self._step(at, membership, "agent", "action_agree")
        self._step(at, membership, "agent", "action_submit")
        self._step(at + HOUR, membership, "vip", "action_review")
        self._step(at + 2 * HOUR, membership, "leader", "action_approve")
        self._step(at + 3 * HOUR, membership, "agent", "action_pay", f"SJ{at:%y%m%d}{membership.id:03d}")
        self._step(at + 3 * HOUR, membership, "vip", "action_activate")
        return membership

    def _family(self, *memberships):
        for membership in memberships:
            with self.hospital.at(self.now - 60 * DAY):
                self.env["hcs.vip.family"].create(
                    {
                        "membership_id": membership.id,
                        "patient_id": self.people.pop(0).id,
                        "joined_on": self.hospital.today - 60 * DAY,
                    }
                )

    def _services(self, gold, diamond):
        """Given in the last weeks, one that is being given, two that lie ahead, one that nobody began."""
        for number, (code, rating, words) in enumerate(WORDS["words"]):
            at = self.now - (50 - 9 * number) * DAY
            membership = (gold, diamond)[number % 2]
            with self.hospital.at(at):
                desk = self.hospital.acting(membership, ("agent", "agent2")[number % 2])
                service = desk.action_use(code)
            with self.hospital.at(at + HOUR):
                service.action_done(membership.patient_id.name, rating=rating, comment=words, cost=60 + 40 * number)
        with self.hospital.at(self.now - 5 * DAY):
            late = self.hospital.acting(gold, "agent").action_reserve("escort", planned_at=self.now - 4 * DAY)
        with self.hospital.at(self.now - 3 * DAY):
            late._release_unfulfilled(self.now - 3 * DAY)
        with self.hospital.at(self.now - HOUR / 2):
            self.hospital.acting(diamond, "agent").action_use("escort").place = WORDS["place"]
        ahead = self.hospital.acting(diamond, "vip")
        ahead.action_reserve("home_care", planned_at=self.now + DAY)
        self.hospital.acting(gold, "vip").action_reserve("checkup", planned_at=self.now + 3 * DAY)

    def _contract(self, membership):
        today = self.hospital.today
        contract = self.hospital.acting(self.env["hcs.vip.contract"], "vip").create(
            {
                "patient_id": membership.patient_id.id,
                "membership_id": membership.id,
                "department_id": self.hospital.ref("hcs_department_chk_demo").id,
                "date_from": today - 90 * DAY,
                "date_to": today + 275 * DAY,
                "signed_on": today - 90 * DAY,
                "signed_file": PDF,
                "signed_file_name": "contract.pdf",
                "content": WORDS["content"],
                "duty_ids": [
                    (0, 0, {"name": name, "repeat": repeat, "due_on": today + days * DAY,
                            "user_id": self.hospital.ref("user_vip_demo").id})
                    for name, repeat, days in WORDS["duties"]
                ],
            }
        )  # fmt: skip
        contract.action_sign()
        contract.duty_ids[:1].action_done(WORDS["proof"])

    def _applications(self):
        """One at every step of the way."""
        now = self.now
        self._apply(now - HOUR, "silver")
        submitted, reviewed, approved, refused = (
            self._apply(now - days * DAY, tier)
            for days, tier in ((1, "gold"), (2, "silver"), (3, "diamond"), (6, "gold"))
        )
        for membership, days in ((submitted, 1), (reviewed, 2), (approved, 3), (refused, 6)):
            self._step(now - days * DAY, membership, "agent", "action_agree")
            self._step(now - days * DAY, membership, "agent", "action_submit")
        for membership in (reviewed, approved):
            self._step(now - 2 * HOUR, membership, "vip", "action_review")
        self._step(now - HOUR, approved, "leader", "action_approve")
        self._step(now - 5 * DAY, refused, "vip", "action_reject", WORDS["reject"])
