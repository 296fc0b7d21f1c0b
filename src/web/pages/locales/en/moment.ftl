moment-today = { $time } today
moment-yesterday = { $time } yesterday
moment-tomorrow = { $time } tomorrow
moment-on = { $time } on { $date }
