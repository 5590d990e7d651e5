"""What templates call to show words: dates stay whole, and what was there before stays as it was."""

import datetime as dt

from markupsafe import Markup

from transparency_site.pages.showing import day, sentence, unbroken


def test_dates_and_years_stay_on_one_line_in_every_style():
    for date in ("2013-05-08", "2013-5-8", "2013/05/08", "2013.5.8", "2013年5月8日", "2013 年", "8 May 2013", "“三公”"):
        assert unbroken(f"于{date}起") == Markup(f'于<span class="nowrap">{date}</span>起')


def test_a_date_whose_parts_are_joined_in_two_ways_is_none():
    assert unbroken("2013-05/08") == Markup("2013-05/08")


def test_what_is_no_date_is_escaped_or_left_alone():
    assert unbroken("<b>1 & 2013</b>") == Markup("&lt;b&gt;1 &amp; 2013&lt;/b&gt;")
    link = Markup('<a href="/?as_of=2013-05-08">第 16 版</a>')
    assert unbroken(link) == link


def test_a_date_as_it_stands_in_an_answer_is_said_like_any_other(app):
    with app.test_request_context("/"):
        assert day("2013-05-08") == day(dt.date(2013, 5, 8)) == "2013年5月8日"
        assert day("") == day(None) == ""


def test_a_sentence_begins_with_a_capital_in_english_alone(app):
    with app.test_request_context("/?lang=en"):
        assert sentence("budget of 2013") == "Budget of 2013"
        assert sentence(Markup("budget <b>x</b>")) == Markup("Budget <b>x</b>")
        assert sentence("") == ""
    with app.test_request_context("/"):
        assert sentence("api") == "api"
