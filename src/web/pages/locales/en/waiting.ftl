waiting-password = Password entry is paused
waiting-codes = Sending codes is paused
waiting-until = Try again at
waiting-minutes = { $count ->
    [one] 1 minute left
   *[other] { $count } minutes left
}
waiting-left = # left
waiting-over = You can try again now
waiting-reset = To reset your password, call { $hotline } or take your identity card to a police office.
waiting-not-you = It was not you? Your password is still safe. Give it to nobody.
waiting-another-way = Choose another way
waiting-again = Try again
waiting-passwords-of-network = Very many wrong passwords were just entered from your network, perhaps by others. Try again at { $time }, or use another network.
waiting-codes-of-network = Very many codes were just sent from your network. Try again at { $time }, or use another network.
waiting-codes-of-operator = Very many codes are being sent to the operator of this number. Try again at { $time }, or choose another number.
