from . import hcs_booking_wizard
from . import hcs_appointment_cancel_wizard
from . import hcs_appointment_bulk
from . import hcs_appointment_bulk_line
from . import hcs_clinic_stop_wizard
