"""What the demonstration hospital must show of the hospital system (issue 8)."""


class FeedCheck:
    def __init__(self, case):
        self.case, self.env = case, case.env

    def check(self):
        case, messages = self.case, self.env["hcs.his.message"]
        states = messages.search([]).grouped("state")
        for state in ("done", "ignored", "error", "waiting"):
            case.assertTrue(states.get(state), state)
        case.assertGreaterEqual(len(set(states["error"].mapped("error_code"))), 3, "several kinds of what is to mend")
        people = self.env["hcs.patient"].search([("external_source", "=", "his")])
        case.assertEqual(sorted(people.mapped("name")), ["何静怡", "周明远"])
        rows = self.env["hcs.his.outgoing"].search([])
        case.assertEqual(set(rows.mapped("state")), {"waiting", "matched"})
