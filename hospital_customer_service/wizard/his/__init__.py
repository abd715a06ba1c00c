from . import hcs_his_upload
