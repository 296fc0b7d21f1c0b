another-way-heading = Choose another way to get the code
another-way-choose = Send the code to which number?
another-way-phone = Number ending in { $tail }
another-way-current = Used just now
another-way-submit = Send the code to this number
another-way-none = Your account has no other number.
another-way-counter = Lost this number? Take your identity card to the nearest police office, or call { $hotline }.
