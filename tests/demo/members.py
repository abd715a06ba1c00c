"""What the demonstration hospital must show of its members (issue 6)."""


class MemberCheck:
    def __init__(self, case):
        self.case, self.env = case, case.env

    def check(self):
        case, memberships = self.case, self.env["hcs.vip.membership"]
        for status in ("active", "grace", "expired", "suspended", "cancelled"):
            case.assertTrue(memberships.search_count([("status", "=", status)]), status)
        for state in ("draft", "submitted", "reviewed", "approved", "rejected"):
            case.assertTrue(memberships.search_count([("state", "=", state)]), state)
        services = self.env["hcs.vip.service"]
        for state in ("reserved", "in_progress", "done", "released"):
            case.assertTrue(services.search_count([("state", "=", state)]), state)
        case.assertTrue(services.search_count([("unfulfilled", "=", True)]))
        case.assertTrue(services.search_count([("comment", "!=", False), ("rating", "=", "5")]))
        case.assertTrue(self.env["hcs.vip.proposal"].search_count([("state", "=", "open")]))
        case.assertTrue(self.env["hcs.vip.contract.duty"].search_count([("state", "=", "done")]))
        case.assertTrue(self.env["hcs.vip.family"].search_count([]))
        self._check_worth()
        self.check_key_accounts()

    def _check_worth(self):
        case, values = self.case, self.env["hcs.patient.value"]
        case.assertEqual(set(values.search([]).mapped("pareto")), {"a", "b", "c", False})
        case.assertEqual(set(values.search([]).mapped("r_score")), {1, 2, 3, 4, 5})
        case.assertTrue(values.search_count([("loyal_signs", ">=", 2)]))
        case.assertGreaterEqual(len(set(self.env["hcs.value.cohort"].search([]).mapped("period"))), 2)
        segments = self.env["hcs.segment"].search([])
        case.assertFalse(segments.filtered("problem"))
        case.assertGreaterEqual(len(segments.filtered("count")), 5)

    def check_key_accounts(self):
        case = self.case
        for kind, least in (("organisation", 2), ("individual", 1)):
            case.assertGreaterEqual(self.env["hcs.key.account"].search_count([("kind", "=", kind)]), least, kind)
        rosters = self.env["hcs.key.account.roster"]
        case.assertEqual(set(rosters.search([]).mapped("state")), {"applied", "previewed"})
        results = set(rosters.search([]).line_ids.mapped("result"))
        case.assertLessEqual({"new", "known", "same", "doubtful", "left", "wrong"}, results)
        case.assertTrue(self.env["hcs.key.account.notice"].search_count([]))
        case.assertTrue(self.env["hcs.key.account.member"].search_count([("is_entitled", "=", True)]))
        for thanked in (True, False):
            operator = "!=" if thanked else "="
            case.assertTrue(self.env["hcs.referral"].search_count([("thanked_at", operator, False)]), thanked)
