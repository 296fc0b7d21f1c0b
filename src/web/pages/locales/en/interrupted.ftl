interrupted-expired = This page was left for too long
interrupted-continue = Continue
interrupted-over = This request has ended
interrupted-over-more = Go back to the site you were using and start again.
interrupted-done = This step is done
interrupted-done-more = Continue from here.
interrupted-next = Continue
