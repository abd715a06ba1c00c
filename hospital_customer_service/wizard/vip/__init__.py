from . import hcs_vip_dialog
from . import hcs_key_dialog
