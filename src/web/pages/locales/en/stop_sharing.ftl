stop-sharing-heading = Stop sharing with <b>{ $service }</b>?
stop-sharing-effect = { $service } will not be able to see more.
stop-sharing-kept = What { $service } already received stays there.
stop-sharing-ask = Press “Stop and ask to erase” to ask for its removal.
stop-sharing-items = This stops
stop-sharing-stop = Stop sharing
stop-sharing-erase = Stop and ask to erase
stop-sharing-back = Do not stop, go back
