layout-brand = Electronic identity
layout-skip = Skip to main content
layout-sandbox = Test page – made-up data
layout-help = Help
layout-report = Report a suspicious request
layout-privacy = Privacy
layout-lock = Lost your phone, or gave a code away? To lock your account:
layout-call = Call
layout-hours = 24 hours a day
layout-fault-prefix = Error:
layout-faults = { $count ->
    [one] There is 1 thing to fix
   *[other] There are { $count } things to fix
}
