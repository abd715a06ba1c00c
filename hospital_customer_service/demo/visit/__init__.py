from . import load, medicine, schedule
