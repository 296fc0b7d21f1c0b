moment-today = { $time } hôm nay
moment-yesterday = { $time } hôm qua
moment-tomorrow = { $time } ngày mai
moment-on = { $time } ngày { $date }
