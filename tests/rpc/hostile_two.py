# SPDX-License-Identifier: Apache-2.0
"""tests/rpc/hostile: one person on both sides of every other act of two: accounts, rights, terminals, fingers, the word on a
break-glass. On each way as who asked, and as that person under another number. (What may leave: hostile_export.)"""
import os
import pathlib
import re
import tempfile
import time

import blackbox

CLERK, THIRD, CHIEF, KEEPER, HEAD, AUTHORITY = 1, 3, 4, 5, 6, 7
RULE = "REFUSED_BY_RULE"


class Roles:
    """Roles and personnel numbers that people have for a while."""

    def __init__(self, play, *staff):
        numbers = ",".join(f"'{play.no(n)}'" for n in staff)
        self.play, self.before = play, play.db.ask(f"SELECT staff_no, role, person_ref FROM madoguchi.staff WHERE staff_no IN ({numbers})")

    def set(self, staff, what):
        self.play.db.ask(f"UPDATE madoguchi.staff SET {what} WHERE staff_no = '{self.play.no(staff)}'")

    def same_person(self, staff, other):
        ref = self.play.db.one(f"SELECT person_ref FROM madoguchi.staff WHERE staff_no = '{self.play.no(other)}'")
        self.set(staff, f"person_ref = '{ref}'")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for no, role, ref in self.before:
            self.play.db.ask(f"UPDATE madoguchi.staff SET role = '{role}', person_ref = '{ref}' WHERE staff_no = '{no}'")


def act(play, terminal, staff, name, request, reply):
    """A call with fresh factors of its own, to be made."""
    fresh = terminal.fresh(staff, "/madoguchi.v1." + name)
    return lambda: terminal.say(name, request, reply, fresh=fresh)


def accounts(play, one, two):
    from madoguchi.v1 import common_pb2, staff_pb2 as pb
    t = time.gmtime(time.time() + 9 * 3600)
    head, authority, new = play.no(HEAD), play.no(AUTHORITY), "8%05d" % (time.time() % 100000)

    def ask(person_ref, role="clerk"):
        return one.say("Staff/Ask", pb.StaffAskRequest(
            kind=pb.STAFF_REGISTER, staff_no=new, person_ref=person_ref, need="検査",
            effective=common_pb2.Date(year=t.tm_year, month=t.tm_mon, day=t.tm_mday),
            account=pb.StaffAccount(name="架空 検査", kana="カクウ ケンサ", role=role)), pb.StaffStepReply).request_no
    one.login(HEAD)
    for spelling in (head, "0000" + head, "p-" + head, "P" + head):
        play.refused(f"an account of the authority for oneself, as {spelling}", lambda s=spelling: ask(s, "authority"), RULE, one,
                     "Staff/Ask", head, "own_account")
    play.refused("a second account for a colleague, as 0" + play.no(CLERK), lambda: ask("0" + play.no(CLERK)), RULE, one, "Staff/Ask",
                 head, "person_has_account")
    number = ask(new)
    request = pb.StaffApproveRequest(request_no=number)
    with Roles(play, HEAD, AUTHORITY) as roles:
        play.refused("the own request, by the head", lambda: one.say("Staff/Approve", request, pb.StaffStepReply), "DENIED", one,
                     "Staff/Approve", head)
        roles.set(HEAD, "role = 'authority'")
        play.refused("by the head, of the authority by now", act(play, one, HEAD, "Staff/Approve", request, pb.StaffStepReply), RULE, one,
                     "Staff/Approve", head, "own_request")
        roles.set(HEAD, "role = 'head'")
        two.login(AUTHORITY)
        roles.same_person(AUTHORITY, HEAD)
        play.refused("by the head's other account", act(play, two, AUTHORITY, "Staff/Approve", request, pb.StaffStepReply), RULE, two,
                     "Staff/Approve", authority, "own_request")
        roles.set(AUTHORITY, f"person_ref = 'P-{new}'")
        play.refused("the own account, approved", act(play, two, AUTHORITY, "Staff/Approve", request, pb.StaffStepReply), RULE, two,
                     "Staff/Approve", authority, "own_account")
    one.say("Staff/Withdraw", pb.StaffWithdrawRequest(request_no=number), pb.StaffStepReply)
    one.logout()
    two.logout()


def rights(play, one, two):
    from madoguchi.v1 import login_pb2, rights_pb2 as pb
    version = int(play.db.one("SELECT MAX(version) FROM madoguchi.rights_matrix")) + 1
    text = re.sub(r"\Aversion,\d+", f"version,{version}", (blackbox.ROOT / "sql/codes/rights.csv").read_text())
    with tempfile.TemporaryDirectory() as folder, Roles(play, CHIEF, KEEPER) as roles:
        pathlib.Path(folder, "plain").write_text(text)
        if play.admin(f"rights-sign --file {folder}/plain --out {folder}/signed") != 0:
            return play.fail("a matrix of rights, signed by the root", "madoguchi-admin refuses")
        envelope = login_pb2.Envelope.FromString(pathlib.Path(folder, "signed").read_bytes())
        roles.set(CHIEF, "role = 'authority'")
        roles.set(KEEPER, "role = 'authority'")
        one.login(CHIEF)
        two.login(KEEPER)
        made = one.say("Rights/Propose", pb.RightsProposeRequest(signed_file=envelope), pb.RightsProposeReply)
        request = pb.RightsApplyRequest(version=made.version, sha256=made.sha256)
        play.refused("the own matrix of rights, applied", act(play, one, CHIEF, "Rights/Apply", request, pb.RightsApplyReply), RULE, one,
                     "Rights/Apply", play.no(CHIEF), "version")
        own = play.db.one(f"SELECT person_ref FROM madoguchi.staff WHERE staff_no = '{play.no(KEEPER)}'")
        roles.same_person(KEEPER, CHIEF)
        play.refused("by the proposer's other account", act(play, two, KEEPER, "Rights/Apply", request, pb.RightsApplyReply), RULE, two,
                     "Rights/Apply", play.no(KEEPER), "version")
        roles.set(KEEPER, f"person_ref = '{own}'")
        act(play, two, KEEPER, "Rights/Apply", request, pb.RightsApplyReply)()
        play.line("by another person", "applied")
        one.logout()
        two.logout()
    return None


def terminals(play, one, two):
    from madoguchi.v1 import terminal_pb2 as pb
    with tempfile.TemporaryDirectory() as folder, Roles(play, KEEPER, THIRD) as roles:
        made = blackbox.run([play.env["MG_BIN"] + "/ceremony/madoguchi-terminal", "request", "--dir", folder + "/own"])
        roles.set(KEEPER, "role = 'it'")
        roles.set(THIRD, "role = 'it'")
        one.login(THIRD)
        two.login(KEEPER)
        fingerprint = bytes.fromhex(made.split("fingerprint:")[1])
        item = act(play, two, KEEPER, "Terminal/Propose", pb.TerminalProposeRequest(
            request=pathlib.Path(folder, "own/terminal.request").read_bytes(), name="検-" + os.urandom(3).hex(), section="検査", ward="146"),
            pb.TerminalRequestReply)().request
        request = pb.TerminalReviewRequest(request_id=item.request_id, approve=True, fingerprint=fingerprint)
        play.refused("the own terminal, let in", act(play, two, KEEPER, "Terminal/Review", request, pb.TerminalRequestReply), RULE, two,
                     "Terminal/Review", play.no(KEEPER), "own_request")
        roles.same_person(THIRD, KEEPER)
        play.refused("by who brought it, under another number", act(play, one, THIRD, "Terminal/Review", request, pb.TerminalRequestReply),
                     RULE, one, "Terminal/Review", play.no(THIRD), "same_person")
        act(play, two, KEEPER, "Terminal/Review", pb.TerminalReviewRequest(request_id=item.request_id, words="検査"),
            pb.TerminalRequestReply)()
        one.logout()
        two.logout()


def fingers(play, one, two):
    from madoguchi.v1 import finger_pb2 as pb, session_pb2
    no, clerk = play.no(AUTHORITY), play.no(CLERK)
    with Roles(play, AUTHORITY, THIRD) as roles:
        two.login(AUTHORITY)

        def begin(staff_no):
            return two.say("Finger/Begin", pb.FingerBeginRequest(staff_no=staff_no), pb.FingerBeginReply)
        play.refused("the own fingers, enrolled", lambda: begin(no), RULE, two, "Finger/Begin", no, "staff_no")
        roles.same_person(AUTHORITY, CLERK)
        play.refused("those of the own other account", lambda: begin(clerk), RULE, two, "Finger/Begin", no, "staff_no")
        roles.set(AUTHORITY, f"person_ref = 'P-{no}'")
        sitting = begin(clerk)

        def witness(staff):
            c = two.say("Session/FreshChallenge", session_pb2.FreshChallengeRequest(), session_pb2.FreshChallengeReply)
            return lambda: two.say("Finger/Witness", pb.FingerWitnessRequest(
                enrolment_id=sitting.enrolment_id, login_id=c.login_id, staff_no=play.no(staff),
                password=play.env[f"MG_STAFF_{staff}_PASSWORD"], **two.capture(c.nonce, blackbox.touch(play.env, staff))),
                pb.FingerWitnessReply)
        play.refused("witnessed by who enrols", witness(AUTHORITY), RULE, two, "Finger/Witness", no, "staff_no")
        play.refused("witnessed by who is enrolled", witness(CLERK), RULE, two, "Finger/Witness", no, "staff_no")
        roles.same_person(THIRD, AUTHORITY)
        play.refused("witnessed by who enrols, under another number", witness(THIRD), RULE, two, "Finger/Witness", no, "staff_no")
        two.say("Finger/Drop", pb.FingerDropRequest(enrolment_id=sitting.enrolment_id), pb.FingerDropReply)
        two.logout()


GUARD = "glass_is_opened_by_two"


def past_glass(play):
    """A break-glass that is over, as a row: to open one takes two envelopes and a console. Its number."""
    text = (blackbox.ROOT / "sql/migrations/0027_break_glass.sql").read_text()
    begin = text.index(f"CREATE TRIGGER madoguchi.{GUARD} ")
    play.db.ask(f"DROP TRIGGER madoguchi.{GUARD}")
    try:
        play.db.ask("INSERT INTO madoguchi.break_glass (municipality, way, reason, opened_by, opened_us, until_us, ended_us, ended_by,"
                    " log_writer, log_n, end_writer, end_n) SELECT '271403', 'codes', '検査', 'admin:test', 1000000, 61000000, 61000000,"
                    " 'system', writer, n, writer, n FROM madoguchi_log.leaf LIMIT 1")
    finally:
        play.db.ask(f"DELIMITER //\n{text[begin:text.index(chr(10) + 'END;', begin) + 4]}//")
    return int(play.db.one("SELECT MAX(glass_no) FROM madoguchi.break_glass"))


def glass(play, one, two):
    from madoguchi.v1 import staff_pb2 as pb
    request = pb.StaffGlassAcknowledgeRequest(glass_no=past_glass(play), note="検査")
    with Roles(play, AUTHORITY, KEEPER) as roles:
        two.login(AUTHORITY)

        def say(terminal, staff):
            return act(play, terminal, staff, "Staff/GlassAcknowledge", request, pb.StaffGlassAcknowledgeReply)
        say(two, AUTHORITY)()
        play.refused("a break-glass acknowledged twice by one", say(two, AUTHORITY), RULE, two, "Staff/GlassAcknowledge",
                     play.no(AUTHORITY), "same_person")
        roles.set(KEEPER, "role = 'authority'")
        own = play.db.one(f"SELECT person_ref FROM madoguchi.staff WHERE staff_no = '{play.no(KEEPER)}'")
        roles.same_person(KEEPER, AUTHORITY)
        one.login(KEEPER)
        play.refused("by that person under another number", say(one, KEEPER), RULE, one, "Staff/GlassAcknowledge", play.no(KEEPER),
                     "same_person")
        roles.set(KEEPER, f"person_ref = '{own}'")
        say(one, KEEPER)()
        play.line("by another person", "acknowledged by two")
        one.logout()
        two.logout()


def storm_hides_nothing(play, one):
    """Ten harmless refusals and more of the very kind, then the one that matters: named all the same."""
    from madoguchi.v1 import session_pb2, staff_pb2 as pb
    one.login(HEAD)
    head = play.no(HEAD)
    play.log.news()

    def tries(request):
        try:
            one.say("Staff/Withdraw", request, pb.StaffStepReply)
        except blackbox.grpc.RpcError as no:
            return blackbox.code_of(no)[0]
        return ""
    harmless = [tries(pb.StaffWithdrawRequest(request_no=1 << 60)) for _ in range(30)]
    named = [e for e in play.log.news() if (e["path"], e["actor"]) == ("Staff/Withdraw", head)]
    play.check("30 refusals of one kind in a minute", set(harmless) == {"NOT_FOUND"} and 10 <= len(named) < 30,
               f"{len(named)} named, the rest counted")
    play.refused("a number of another method meanwhile", lambda: one.say(
        "Session/End", session_pb2.SessionEndRequest(session_no=1), session_pb2.SessionEndReply), "DENIED", one, "Session/End", head)
    one.logout()


def run(play):
    one, two = play.terminal(1), play.terminal(2)
    for part in (accounts, rights, terminals, fingers, glass):
        play.head(f"one person on both sides: {part.__name__}")
        part(play, one, two)
    storm_hides_nothing(play, one)
    one.close()
    two.close()
