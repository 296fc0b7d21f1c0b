item-name = Full name
item-birthdate = Date of birth
item-gender = Sex
item-address = Permanent address
item-nationalities = Nationality
item-phone = Phone number
item-email = E-mail
item-locale = Language you chose
item-personal-number = Personal ID number
item-health-insurance = Health insurance card
item-age-over-14 = Whether you are 14 or older
item-age-over-16 = Whether you are 16 or older
item-age-over-18 = Whether you are 18 or older
item-age-over-60 = Whether you are 60 or older
item-is-citizen = Whether you are a citizen of Viet Nam
item-account-kind = Kind and level of your account
item-year-only = Year { $year }
item-female = Female
item-male = Male
item-other-sex = Other
item-yes = Yes
item-no = No
item-insurance-valid = valid
item-insurance-invalid = not valid
item-insurance-unknown = not checked yet
item-offline = Coming back when you are away
item-kept-days = { $count ->
    [one] kept 1 day
   *[other] kept { $count } days
}
item-kept-months = { $count ->
    [one] kept 1 month
   *[other] kept { $count } months
}
item-kept-years = { $count ->
    [one] kept 1 year
   *[other] kept { $count } years
}
