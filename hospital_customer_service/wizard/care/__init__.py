from . import hcs_activity_call_off
from . import hcs_activity_desk
from . import hcs_activity_invite
from . import hcs_booking_wizard
from . import hcs_care_preview
from . import hcs_education_send
