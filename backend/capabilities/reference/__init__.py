r"""Reference data (基础数据): business date, numbers, parameters, dictionaries, LPR, holidays.

Values are effective-dated: what was true on a day stays findable. The business
date is the bank's, not the wall clock's; certificates, codes and SLAs use the
wall clock.

Never true: a business number is given twice; a display number leaves a gap.
"""
