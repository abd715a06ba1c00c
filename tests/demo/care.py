"""What the demonstration hospital must show of care messages and health education (issue 6)."""


class CareCheck:
    def __init__(self, case):
        self.case, self.env = case, case.env

    def check(self):
        case, lines = self.case, self.env["hcs.care.message"]
        for state in ("delivered", "suppressed"):
            case.assertTrue(lines.search_count([("state", "=", state)]), state)
        case.assertTrue(lines.search_count([("occasion", "=", "birthday")]))
        case.assertTrue(lines.search_count([("occasion", "=", "weather")]))
        case.assertFalse(lines.search_count(lines._unsent_domain()), "the job left nothing behind")
        case.assertFalse(lines.search_count([("reason", "=", "unknown")]), "nothing broke")
        deliveries = self.env["hcs.education.delivery"]
        for channel in ("print", "wechat"):
            case.assertTrue(deliveries.search_count([("channel", "=", channel)]), channel)
        case.assertTrue(self.env["hcs.education.material"].search_count([("state", "=", "draft")]))
