# Mixins come before the models that inherit them.
from . import hcs_input_mixin
from . import hcs_thread_mixin
from . import hcs_ledger_mixin
from . import hcs_masked_mixin
from . import hcs_export_mixin
from . import hcs_code_mixin
from . import res_company
from . import hcs_calendar_day
from . import res_company_worktime
from . import hcs_team
from . import hcs_calling_season
from . import hcs_calling_window
from . import hcs_calling_slot
from . import res_config_settings
from . import mail_activity
from . import mail_message
from . import mail_notification
