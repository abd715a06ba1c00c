# The generator (hospital, load, centre, answers, months, questions, words) is imported by hcs_demo, in a
# database with demo data.
from . import hcs_demo
