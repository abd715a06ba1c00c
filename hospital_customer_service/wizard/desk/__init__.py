from . import hcs_result_deliver_wizard
from . import hcs_service_intake
from . import hcs_service_dialog
from . import hcs_service_bulk
from . import hcs_service_bulk_line
