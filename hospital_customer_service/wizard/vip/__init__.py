from . import hcs_vip_dialog
