from . import hcs_phone_exchange
from . import hcs_phone_extension
from . import hcs_phone_call
from . import hcs_phone_event
from . import hcs_phone_listen
