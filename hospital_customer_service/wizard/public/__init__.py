from . import hcs_service_dialog
