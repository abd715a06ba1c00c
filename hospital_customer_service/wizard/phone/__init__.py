from . import hcs_phone_log
from . import hcs_phone_cdr
from . import hcs_service_intake
