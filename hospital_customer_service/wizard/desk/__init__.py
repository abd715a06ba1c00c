from . import hcs_result_deliver_wizard
from . import hcs_service_intake
from . import hcs_service_dialog
from . import hcs_service_bulk
from . import hcs_service_bulk_line
from . import hcs_admission_request
from . import hcs_service_no_show_wizard
from . import hcs_booking_wizard
