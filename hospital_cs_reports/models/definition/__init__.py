from . import hcs_kpi
