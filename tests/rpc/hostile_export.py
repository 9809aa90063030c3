# SPDX-License-Identifier: Apache-2.0
"""tests/rpc/hostile: one person tries to approve what the same person asked to carry, on every way there is. The signature
over a ticket is another matter (tests/rpc/export_refusals): who may not decide is refused before it is looked at."""
import datetime
import os

CARRIER, EXTRACTOR, APPROVER, STRANGER = 1, 2, 4, 5
APPROVE = "/madoguchi.v1.Export/Approve"


def give_sql(staff_no, name):
    """Beside the command that asks for two more people: a row like the person's last one."""
    return ("INSERT INTO madoguchi.staff_right (municipality, staff_id, name, given_us, given_by, asked_by, allowed_by, log_writer,"
            f" log_n) SELECT municipality, staff_id, '{name}', given_us, 'test', asked_by, allowed_by, log_writer, log_n"
            " FROM madoguchi.staff_right WHERE staff_id = (SELECT staff_id FROM madoguchi.staff WHERE"
            f" staff_no = '{staff_no}') ORDER BY right_no DESC LIMIT 1")


def end_sql(staff_no, name):
    return (f"UPDATE madoguchi.staff_right SET ended_us = given_us + 1, ended_by = 'test' WHERE ended_us IS NULL AND name = '{name}'"
            f" AND staff_id = (SELECT staff_id FROM madoguchi.staff WHERE staff_no = '{staff_no}')")


def prepare(play):
    """A stick lent to the carrier, and an extract somebody else built; its id and the stick's."""
    from madoguchi.signed.v1 import export_pb2 as signed
    from madoguchi.v1 import common_pb2, export_pb2 as pb
    today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=9))).date()
    tomorrow = today + datetime.timedelta(days=1)

    def day(d):
        return common_pb2.Date(year=d.year, month=d.month, day=d.day)
    play.db.ask("UPDATE madoguchi.staff SET ward = '146' WHERE staff_no = '100002'; DELETE FROM madoguchi.export_quota;"
                " UPDATE madoguchi.export_ticket SET state = 'withdrawn' WHERE state IN ('requested', 'approved')")
    keeper = play.terminal(2)
    keeper.login(STRANGER)
    serial = "H" + os.urandom(6).hex()
    stick = keeper.say("Media/Enter", pb.MediaEnterRequest(
        label=serial, owner="保険年金課", ward="146",
        device=signed.UsbDevice(vendor=0x0951, product=0x1666, serial=serial, descriptors_sha256=os.urandom(32))),
        pb.MediaReply).medium
    keeper.say("Media/Lend", pb.MediaLendRequest(medium_id=stick.medium_id, row_version=stick.row_version,
                                                 staff_no=play.no(CARRIER), due=day(tomorrow)), pb.MediaReply)
    keeper.logout()
    keeper.login(EXTRACTOR)
    built = keeper.say("Extract/Build", pb.ExtractBuildRequest(
        spec="qualification-list", version=1, ward="146", reason="年金事務所への送付", to=day(today),
        **{"from": day(today.replace(month=1, day=1))}), pb.ExtractBuildReply).extract
    keeper.logout()
    keeper.close()
    return built.extract_id, stick.medium_id


def give_back(play):
    play.db.ask("UPDATE madoguchi.staff SET ward = '142' WHERE staff_no = '100002'; DELETE FROM madoguchi.export_quota;"
                " UPDATE madoguchi.export_ticket SET state = 'withdrawn' WHERE state IN ('requested', 'approved')")


def refused_by_the_database(play, what, sql):
    try:
        play.db.ask(sql)
    except RuntimeError as no:
        play.line(what, "trigger: " + str(no).split(": ", 1)[-1][:70])
    else:
        play.fail(what, "the database took it")


def swap_rights(play, to_approve):
    """The carrier is made a deputy head and an approver after having asked, or goes back to carrying."""
    no = play.no(CARRIER)
    old, new, role = ("MEDIA_OUT", "EXPORT_APPROVE", "supervisor") if to_approve else ("EXPORT_APPROVE", "MEDIA_OUT", "clerk")
    play.db.ask(f"UPDATE madoguchi.staff SET role = '{role}' WHERE staff_no = '{no}'; {end_sql(no, old)}; {give_sql(no, new)}")


def own_request(play):
    from madoguchi.v1 import export_pb2 as pb
    extract, stick = prepare(play)
    carrier = play.terminal(1)
    carrier.login(CARRIER)
    item = carrier.say("Export/Request", pb.ExportRequestRequest(
        extract_id=extract, medium_id=stick, purpose="資格取得届の照合", recipient="架空年金事務所", reason="月次"),
        pb.ExportRequestReply).item
    approve = pb.ExportApproveRequest(ticket_id=item.ticket_id)
    no = play.no(CARRIER)

    def try_it(fresh=None):
        return lambda: carrier.say("Export/Approve", approve, pb.ExportApproveReply, fresh=fresh)
    play.refused("the own request, without the right", try_it(), "DENIED", carrier, "Export/Approve", no)
    if play.admin(f"staff-right --staff-no {no} --right EXPORT_APPROVE --asked-by 200001 --allowed-by 200002") == 0:
        play.fail("a second right by the administrator", "madoguchi-admin gave it")
    else:
        play.line("a second right by the administrator", "madoguchi-admin refuses")
    refused_by_the_database(play, "a second right by SQL", give_sql(no, "EXPORT_APPROVE"))
    swap_rights(play, True)
    try:
        play.refused("rights exchanged after asking, no fresh factors", try_it(), "FRESH_FACTOR", carrier, "Export/Approve", no)
        fresh = carrier.fresh(CARRIER, APPROVE)
        play.refused("rights exchanged after asking", try_it(fresh), "REFUSED_BY_RULE", carrier, "Export/Approve", no, "ticket_id")
        play.refused("looking into the own request so", lambda: carrier.say(
            "Export/Preview", pb.ExportPreviewRequest(ticket_id=item.ticket_id), pb.ExportPreviewReply), "REFUSED_BY_RULE",
            carrier, "Export/Preview", no, "ticket_id")
    finally:
        swap_rights(play, False)
    second_account(play, approve, no)
    carrier.say("Export/Withdraw", pb.ExportWithdrawRequest(ticket_id=item.ticket_id), pb.ExportWithdrawReply)
    carrier.logout()
    carrier.close()


def second_account(play, approve, carrier_no):
    """The approver turns out to be the carrier under another number."""
    from madoguchi.v1 import export_pb2 as pb
    no = play.no(APPROVER)
    before = dict(play.db.ask("SELECT staff_no, IF(person_ref IS NULL, 'NULL', QUOTE(person_ref)) FROM madoguchi.staff"
                              f" WHERE staff_no IN ('{no}', '{carrier_no}')"))
    play.db.ask(f"UPDATE madoguchi.staff SET person_ref = 'P-77' WHERE staff_no = '{carrier_no}'")
    refused_by_the_database(play, "two accounts of one person, both with rights",
                            f"UPDATE madoguchi.staff SET person_ref = 'P-77' WHERE staff_no = '{no}'")
    play.db.ask(f"{end_sql(carrier_no, 'MEDIA_OUT')}; UPDATE madoguchi.staff SET person_ref = 'P-77' WHERE staff_no = '{no}'")
    approver = play.terminal(2)
    try:
        approver.login(APPROVER)
        fresh = approver.fresh(APPROVER, APPROVE)
        play.refused("the carrier's other account", lambda: approver.say(
            "Export/Approve", approve, pb.ExportApproveReply, fresh=fresh), "REFUSED_BY_RULE", approver, "Export/Approve", no,
            "ticket_id")
        approver.logout()
    finally:
        approver.close()
        play.db.ask(";".join(f"UPDATE madoguchi.staff SET person_ref = {before[n]} WHERE staff_no = '{n}'" for n in before))
        play.db.ask(give_sql(carrier_no, "MEDIA_OUT"))


def run(play):
    play.head("approving one's own request, on every way")
    try:
        own_request(play)
    finally:
        give_back(play)
