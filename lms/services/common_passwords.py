"""Owns the short list of passwords that people try first, all of ten characters or more and in small letters.

It must not grow into a dictionary: the throttle allows ten guesses, so what counts is the first few.
"""

_WORDS = """
    1234567890 0123456789 12345678910 123456789a 1234567891 0987654321 9876543210 1234512345
    1122334455 11223344556 123123123123 1231231231 1111111111 0000000000 qwertyuiop qwertyuiop123
    qwertyuiop1 qwerty1234 qwerty12345 qwerty123456 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc
    1qazxsw23edc qazwsxedcrfv zaq12wsxcde3 zxcvbnm123 asdfghjkl123 asdfghjkl1 asdfasdfasdf
    qweasdzxc123 q1w2e3r4t5 q1w2e3r4t5y6 abcdefghij abcdefghijk abcd123456 abc1234567 abcdef123456
    abc123abc123 a123456789 aa123456789 password12 password123 password1! password12! password123!
    password1234 password12345 password2024 password2025 password2026 passwordpassword mypassword1
    mypassword123 p@ssword123 p@ssw0rd123 p@ssw0rd12 passw0rd123 pa$$word123 pa55word123 password01
    passwort123 letmein1234 letmein123 letmeinnow welcome123 welcome1234 welcome123! welcome2024
    welcome2025 welcome2026 changeme123 changeme1! changeme1234 changemenow pleasechange iloveyou123
    iloveyou12 iloveyou1234 iloveyou2! football123 liverpool1 liverpool123 manchester1 manutd1234
    arsenal123 chelsea123 everton123 monkey1234 dragon1234 sunshine123 sunshine1! princess123
    princess12 charlie123 superman123 batman1234 starwars123 pokemon123 computer123 internet123
    samsung123 michael123 jordan23jordan administrator administrator1 admin12345 admin123456
    adminadmin admin1234! rootroot12 test123456 testtest123 testing123 demodemo12 trustno1234
    whatever123 summer2024 summer2025 summer2026 winter2024 winter2025 winter2026 spring2025
    spring2026 autumn2025 autumn2026 january2026 monday1234 friday1234 council123 council1234
    council2025 council2026 alongside1 alongside12 alongside123 learning123 training123 restorative
    restorative1 secret1234 secretsecret birthday123 christmas1 christmas123 england123 england1966
    birmingham london1234 london2012 yorkshire1 correcthorsebatterystaple
"""

LIST = frozenset(_WORDS.split())
