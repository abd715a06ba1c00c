from . import ahead, bookings, load, medicine, schedule
