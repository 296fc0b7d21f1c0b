shared-heading = What I have shared
shared-lead = Here is everyone who may see your information, and each time they looked.
shared-active = May see it now
shared-ended = Stopped
shared-none = You have shared nothing
shared-none-more = When you agree to share with a service, it appears here.
shared-items = Information
shared-sign-in = Only knows it is you, your level and how you signed in
shared-offline = When you are away
shared-offline-until = May come back until { $time }
shared-offline-over = Can no longer come back
shared-until = Until
shared-once = { $time } (for 24 hours)
shared-stopped = You stopped it at { $time }
shared-over = Ended at { $time }
shared-last-read = Last looked
shared-read = { $count ->
    [one] { $time }, once this month
   *[other] { $time }, { $count } times this month
}
shared-never = Not looked at yet
shared-detail = See each time
shared-detail-of = See each time: { $service }
shared-stop = Stop sharing
shared-stop-of = Stop sharing with { $service }
shared-csv = Download the list (CSV)
shared-service = Service
shared-home = Back to my page
shared-state = Status
