// What each kind of waiting write is called: the addresses it goes to, its words, and the page to
// change it on. A part of the words is left out where the phone does not know its {figure}; a named
// group of the address is a figure too. The first kind that matches counts.
export const KINDS = [
  { match: "^/journal/pain$", words: ["Pain {score}"], page: "/journal/pain/new" },
  {
    match: "^/journal/pain/[0-9a-f-]{36}$",
    words: ["Changed entry", "pain {score}"],
    page: "/journal/pain/new",
  },
  { match: "^/journal/pain/[0-9a-f-]{36}/deletion$", words: ["A pain entry to remove"] },
  { match: "^/journal/pain/[0-9a-f-]{36}/restoration$", words: ["A pain entry to bring back"] },
  { match: "^/journal/pain/[0-9a-f-]{36}/tingling$", words: ["Answer about tingling"] },
  { match: "/versions/", words: ["Choice between two versions"] },
  {
    match: "^/journal/days/(?<date>\\d{4}-\\d\\d-\\d\\d)$",
    words: ["Day of {date}", "average {average}", "worst {worst}"],
    page: "/journal/days/{date}",
  },
  { match: "^/sleep/(?<date>\\d{4}-\\d\\d-\\d\\d)$", words: ["Night to {date}"], page: "/sleep" },
  {
    match: "^/stress/(?<date>\\d{4}-\\d\\d-\\d\\d)$",
    words: ["Day of {date}", "stress {stress}", "mood {mood}", "energy {energy}"],
    page: "/stress",
  },
  { match: "^/practices$", words: ["Routine begun", "{routine}", "pain {pain_before} before"] },
  { match: "^/practices/signs$", words: ["Warning signs before a routine"] },
  {
    match: "^/practices/[0-9a-f-]{36}/completion$",
    words: ["Routine ended", "pain {pain_after} after"],
  },
  { match: "^/practices/[0-9a-f-]{36}/effects$", words: ["The morning after a routine"] },
  {
    match: "^/function/(?<date>\\d{4}-\\d\\d-\\d\\d)$",
    words: ["What you could do, {date}"],
    page: "/function",
  },
  { match: "^/questionnaires/[^/]+/schedule$", words: ["How often a questionnaire is asked"] },
  { match: "^/questionnaires/.*/deletion$", words: ["Answers to remove"] },
  { match: "^/questionnaires/.*/restoration$", words: ["Answers to bring back"] },
  { match: "^/questionnaires/", words: ["Questions about your back"] },
  { match: "^/journal/pauses$", words: ["A pause of the diary"] },
  { match: "^/journal/pauses/end$", words: ["The pause is over"] },
  { match: "^/techniques/(?<technique>[^/]+)/log$", words: ["With a professional", "{technique}"] },
  {
    match: "^/routines/own$",
    words: ["A routine of your own", "{name}"],
    page: "/routines/own/new",
  },
  {
    match: "^/routines/own/[0-9a-f-]{36}$",
    words: ["Changed routine", "{name}"],
    page: "/routines/own/new",
  },
  { match: "^/routines/own/[0-9a-f-]{36}/deletion$", words: ["A routine of yours to remove"] },
  {
    match: "^/routines/own/[0-9a-f-]{36}/restoration$",
    words: ["A routine of yours to bring back"],
  },
  { match: "^/today/passes$", words: ["A routine not to suggest"] },
  { match: "^/today/passes/end$", words: ["A routine to suggest again"] },
  { match: "^/safety$", words: ["Safety answers"] },
  { match: "^/safety/ok$", words: ["A clinician or pharmacist said it is fine"] },
  { match: "^/safety/flags$", words: ["A card that you have read"] },
  { match: "^/account$", words: ["Preferences"] },
  { match: "^/account/rhythm$", words: ["How often you write, or how long you have had the pain"] },
  { match: "^/progress/plan$", words: ["A plan for the week", "{practices} practices"] },
  { match: "", words: ["An entry"] },
];
