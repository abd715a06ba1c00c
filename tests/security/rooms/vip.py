"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.key.account             r     rwcu  rwcu  rwcu  r     r     rwcu  -     -     r     r     -     -
hcs.key.account.contract    r     rwcu  rwcu  rwcu  r     r     rwcu  -     -     r     r     -     -
hcs.key.account.group       r     rwcu  rwcu  rwcu  r     r     rwcu  -     -     r     r     -     -
hcs.key.account.member      r     rwcu  rwcu  rwcu  r     r     rwcu  -     -     r     r     -     -
hcs.key.account.notice      r     r     r     r     r     r     r     -     -     r     r     -     -
hcs.key.account.person      r     rwcu  rwcu  rwcu  r     r     rwcu  -     -     r     r     -     -
hcs.key.account.plan        r     rwcu  rwcu  rwcu  r     r     rwcu  -     -     r     r     -     -
hcs.key.account.roster      -     rwcu  rwcu  rwcu  -     -     rwcu  -     -     -     -     -     -
hcs.key.account.roster.line -     rw    rw    rw    -     -     rw    -     -     -     -     -     -
hcs.key.dialog              rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     -     rwc   rwc   -     -
hcs.referral                rwcu  rwcu  rwcu  rwcu  rwcu  rwcu  rwcu  -     -     rwcu  rwcu  -     -
hcs.referral.source         rwc   rwcu  rwcu  rwcu  rwc   rwc   rwcu  -     -     rwc   rwc   -     -
hcs.vip.benefit             r     r     rwcu  rwcu  r     r     r     -     -     r     r     -     -
hcs.vip.benefit.line        r     r     r     r     r     r     r     -     -     r     r     -     -
hcs.vip.contract            r     rwcu  rwcu  rwcu  r     r     rwcu  -     -     r     r     -     -
hcs.vip.contract.duty       rw    rwcu  rwcu  rwcu  rw    rw    rwcu  -     -     rw    rw    -     -
hcs.vip.dialog              rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     -     rwc   rwc   -     -
hcs.vip.family              rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     -     rwc   rwc   -     -
hcs.vip.membership          rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     -     rwc   rwc   -     -
hcs.vip.notice              r     r     r     r     r     r     r     -     -     r     r     -     -
hcs.vip.override            r     r     r     r     r     r     r     -     -     r     r     -     -
hcs.vip.proposal            r     rw    rw    rw    r     r     rw    -     -     r     r     -     -
hcs.vip.service             rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     -     rwc   rwc   -     -
hcs.vip.status.rule         r     r     rwcu  rwcu  r     r     r     -     -     r     r     -     -
hcs.vip.term                r     r     r     r     r     r     r     -     -     r     r     -     -
hcs.vip.tier                r     r     rwcu  rwcu  r     r     r     -     -     r     r     -     -
hcs.vip.tier.version        r     r     rwcu  rwcu  r     r     r     -     -     r     r     -     -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ("hcs.vip.benefit.line", "hcs.vip.notice", "hcs.key.account.notice")
# the same for every hospital
SHARED = ("hcs.vip.status.rule",)
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.key.account": {"action_note_contact", "action_open_members", "action_open_rosters"},
    "hcs.key.account.member": {"action_leave"},
    "hcs.key.account.plan": {"action_done", "action_drop"},
    "hcs.key.account.roster": {"action_apply", "action_drop", "action_read", "action_undo"},
    "hcs.key.dialog": {"action_apply"},
    "hcs.patient": {
        "action_apply_membership",
        "action_open_key_accounts",
        "action_open_memberships",
        "action_open_patient_referrals",
    },
    "hcs.referral": {"action_thank"},
    "hcs.referral.source": {"action_open_referrals"},
    "hcs.vip.contract": {"action_end", "action_renew", "action_sign"},
    "hcs.vip.contract.duty": {"action_done"},
    "hcs.vip.dialog": {"action_apply"},
    "hcs.vip.family": {"action_leave"},
    "hcs.vip.membership": {
        "action_activate",
        "action_agree",
        "action_approve",
        "action_cancel",
        "action_change_tier",
        "action_note_payment",
        "action_open_ledger",
        "action_open_services",
        "action_override",
        "action_pay",
        "action_print_card",
        "action_reject",
        "action_renew",
        "action_reserve",
        "action_resume",
        "action_review",
        "action_submit",
        "action_suspend",
        "action_use",
        "action_waive",
        "balance_on",
        "get_benefits",
        "status_on",
    },
    "hcs.vip.proposal": {"action_accept", "action_decline"},
    "hcs.vip.service": {
        "action_assign_automatically",
        "action_done",
        "action_open_record",
        "action_release",
        "action_reverse",
        "action_start",
    },
    "hcs.vip.tier": {"action_new_version", "action_open_members"},
    "hcs.vip.tier.version": {"action_open_affected", "action_publish", "action_retire"},
}


def make_samples(case, make, made):
    """One record of every model, of the hospital of ``case``."""
    company, env = case.company, case.env
    tier = make("hcs.vip.tier", name="Sample", code="sample", rank=9, company_id=company.id)
    version = make(
        "hcs.vip.tier.version", tier_id=tier.id, valid_from="2020-01-01", policy_text="Policy", family_max=1
    )
    make("hcs.vip.benefit", version_id=version.id, name="Escort", code="escort", kind="escort", quota=2)
    version.action_publish()
    patient = env["hcs.patient"].create({"name": "Member", "company_id": company.id})
    membership = make("hcs.vip.membership", patient_id=patient.id, tier_id=tier.id)
    membership.action_agree()
    for step in ("submit", "activate"):
        if step == "activate":
            membership.write({"state": "approved", "approved_at": membership.submitted_at})
        getattr(membership, f"action_{step}")()
    made["hcs.vip.term"] = membership.term_ids
    made["hcs.vip.benefit.line"] = membership.line_ids[:1]
    made["hcs.vip.service"] = membership.action_reserve("escort")
    relative = env["hcs.patient"].create({"name": "Relative", "company_id": company.id})
    make("hcs.vip.family", membership_id=membership.id, patient_id=relative.id)
    membership.action_suspend("Abroad", membership.date_to)
    made["hcs.vip.override"] = membership.override_ids
    shared = {"membership_id": membership.id, "company_id": company.id, "date_to": membership.date_to}
    make("hcs.vip.notice", **shared, stage="first", at=membership.submitted_at)
    make("hcs.vip.proposal", **shared, assessed_on="2026-01-01", kind="keep", tier_id=tier.id)
    contract = make("hcs.vip.contract", patient_id=patient.id, date_to=membership.date_to)
    make("hcs.vip.contract.duty", contract_id=contract.id, name="Call", due_on=membership.date_to)
    _make_key_samples(make, patient, membership.submitted_at)


def _make_key_samples(make, patient, now):
    account = make("hcs.key.account", name="Works")
    make("hcs.key.account.person", account_id=account.id, name="Director Gao", post="Director")
    make("hcs.key.account.contract", account_id=account.id, number="C-1", date_from="2020-01-01", date_to="2030-12-31")
    group = make("hcs.key.account.group", account_id=account.id, name="Office")
    make("hcs.key.account.plan", account_id=account.id, name="Visit")
    make(
        "hcs.key.account.notice",
        account_id=account.id,
        company_id=account.company_id.id,
        kind="contact",
        key="x",
        at=now,
    )
    roster = make("hcs.key.account.roster", account_id=account.id)
    make("hcs.key.account.member", account_id=account.id, patient_id=patient.id, group_id=group.id)
    make("hcs.key.account.roster.line", roster_id=roster.id, number=2, name="Member", patient_id=patient.id)
    source = make("hcs.referral.source", name="Village Clinic")
    make("hcs.referral", source_id=source.id, patient_id=patient.id, at="2026-01-05 02:00:00")
