// Reads one calendar per line (a JSON string), answers with its one event as JSON.
const ICAL = require(process.argv[2]);

function read(text) {
  const whole = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const zone of whole.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(zone);
  }
  const events = whole.getAllSubcomponents("vevent");
  if (events.length !== 1) throw new Error(`${events.length} events`);
  const event = events[0];
  const value = (name, where = event) => {
    const found = where.getFirstPropertyValue(name);
    return found === null ? "" : String(found);
  };
  const moment = (name) => {
    const property = event.getFirstProperty(name);
    const found = property.getFirstValue();
    const zone = property.getParameter("tzid");
    if (zone && found.zone.tzid !== zone) throw new Error(`no zone ${zone}`);
    if (!zone && found.zone !== ICAL.Timezone.utcTimezone) throw new Error("floating");
    return found.toUnixTime();
  };
  const organizer = event.getFirstProperty("organizer");
  const attendees = event.getAllProperties("attendee");
  return {
    method: value("method", whole),
    uid: value("uid"),
    sequence: Number(value("sequence")),
    start: moment("dtstart"),
    end: moment("dtend"),
    summary: value("summary"),
    description: value("description"),
    organizer: value("organizer"),
    organizer_name: (organizer && organizer.getParameter("cn")) || "",
    attendees: attendees.map((each) => each.getFirstValue()),
    attendee_names: attendees.map((each) => each.getParameter("cn") || ""),
    status: value("status"),
    alarms: event.getAllSubcomponents("valarm").length,
  };
}

require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    let answer;
    try {
      answer = read(JSON.parse(line));
    } catch (error) {
      answer = { error: String(error) };
    }
    process.stdout.write(JSON.stringify(answer) + "\n");
  });
