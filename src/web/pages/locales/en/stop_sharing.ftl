stop-sharing-heading = Stop sharing with <b>{ $service }</b>?
stop-sharing-effect = { $service } will not be able to see more.
stop-sharing-kept = What { $service } already received stays there.
stop-sharing-items = This stops
stop-sharing-stop = Stop sharing
stop-sharing-back = Do not stop, go back
