// What the pictures of script/pictures show, all of it invented: stories, people and what they say, in many scripts, some of it hostile.
import { crc32, deflateSync } from "node:zlib";

export const random = seed => () => (seed = (seed * 1664525 + 1013904223) >>> 0) / 2 ** 32;

/** A landscape as PNG: sky, sea and hills whose colours and shapes follow from the number. */
export function picture(number, width, height) {
  const chance = random(number * 7919 + 1);
  const hue = () => [0, 0, 0].map(() => chance());
  const [sky, low, sea] = [hue().map(x => 90 + 120 * x), hue().map(x => 170 + 80 * x), hue().map(x => 30 + 90 * x)];
  const hills = [0, 1, 2].map(i => ({ base: .45 + .12 * i, sway: .05 + .1 * chance(), turn: 2 + 6 * chance(), at: 6 * chance(), dark: .85 - .25 * i }));
  const sun = { x: chance(), y: .1 + .25 * chance(), r: .03 + .04 * chance() };
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    const [u, v] = [x / width, y / height];
    let colour = sky.map((s, i) => s + (low[i] - s) * v);
    if (Math.hypot((u - sun.x) * width / height, v - sun.y) < sun.r) colour = [255, 244, 214];
    for (const hill of hills) if (v > hill.base + hill.sway * Math.sin(u * hill.turn + hill.at) + .01 * Math.sin(u * 40 + hill.at))
      colour = sea.map(s => s * hill.dark + 30 * v);
    colour.forEach((c, i) => rows[y * (1 + width * 3) + 1 + x * 3 + i] = Math.min(255, c + 5 * Math.sin(x * y)));
  }
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const all = Buffer.alloc(body.length + 8);
    all.writeUInt32BE(data.length), body.copy(all, 4), all.writeUInt32BE(crc(body), body.length + 4);
    return all;
  };
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  head.writeUInt32BE(width), head.writeUInt32BE(height, 4);
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

function crc(bytes) {
  if (crc32) return crc32(bytes);
  let c = ~0;
  for (const byte of bytes) {
    c ^= byte;
    for (let k = 0; k < 8; k++) c = c & 1 ? c >>> 1 ^ 0xedb88320 : c >>> 1;
  }
  return ~c >>> 0;
}

const headlines = [
  ["Town", "The harbour bridge will close in May, and the ferry is not ready", "Engineers found movement in the four hangers that carry the middle of the span. The town has six weeks to find boats for eleven thousand people a day."],
  ["Town", "Who owns the view from Chapel Hill?", "A hotel wants nine storeys. The people behind it want the sea."],
  ["Town", "School kitchens to cook again", "Eleven schools get back the stoves that were taken out of them in 2009."],
  ["Town", "Council votes twenty to nineteen for the longest budget meeting in its history", ""],
  ["Travel", "The night train returns after eleven years", "Three evenings a week, two sleeping cars and a carriage for bicycles."],
  ["Travel", "Forty stations, one ticket, no queue", "The region’s transport companies agree on a single fare."],
  ["Travel", "Walking the pilots’ road", "Nine hours along the cliffs with somebody who sailed below them for forty years."],
  ["Sport", "Rowers take the cup by a hand’s breadth", "The judges looked at one photograph for twenty minutes."],
  ["Sport", "A goalkeeper of fifty-one", "He was asked to help out for an afternoon in 2003."],
  ["Sport", "The pool that floats", "Lanes in the harbour basin, and the tide decides how long they are."],
  ["Science", "What the mussels remember", "Their shells keep a record of every summer since 1804."],
  ["Science", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft opens its archive", "A word of one society, and forty metres of shelves."],
  ["Science", "Why the tide came early", "A low, a spring tide and a sluice that was open."],
  ["Opinion", "Paint is not maintenance", "Ines Wolter on thirty years of looking away."],
  ["Opinion", "Leave the bridge open and close the road", ""],
  ["Opinion", "Ask the pilots", "They have gone under it more often than anybody has gone over it."],
];

const dateline = i => ["PORT ALDER", "CHAPEL HILL", "THE CAPITAL", "LOWER QUAY"][i % 4];
const bylines = ["Ines Wolter", "Tomas Adeyemi", "Björn Håkansson and María-José Fernández de la Vega", "A staff reporter"];

const paragraphs = [
  "The four hangers in the middle of the harbour bridge have moved against each other by eleven millimetres since the autumn. That is more than the engineers expect in ten years, and it is the reason why the bridge will be closed to everybody, walkers included, from the first of May.",
  "“We have painted over it for thirty years,” said Hanna Brandt, who leads the department of works. “Paint is not maintenance.” The steel below the paint has been measured for the first time since 1998.",
  "A ferry will cross from the Lower Quay every twelve minutes. It takes ninety passengers and no cars. Whoever drives goes round by the locks, which adds fourteen kilometres; the ambulance service has asked for a second station.",
  "The council will vote on the contract on Tuesday. Two members have said that they will abstain, because their families own boats.",
];

const later = [
  "On the quay they have made up their minds already. “It will be a summer without cars,” said Marta Vidal, who has sold fish there since 1987. “Ask me in October whether that was good or bad.”",
  "Nobody was asked about the school on Chapel Hill, whose pupils cross twice a day. Their head has written to the council three times since February and has had one answer, which said that her letter had arrived.",
];

/** Stories as files of a content folder. @returns {{ name: string, text: string, published: number }[]} */
export function articles(count, hasPictures, now) {
  return Array.from({ length: count }, (_, i) => {
    const [section, title, summary] = headlines[i % headlines.length];
    const name = `story-${i + 1}`;
    const published = new Date(now - (i * 5.3 + 2) * 3_600_000).toISOString();
    // Some have none, as in life.
    const hasOne = hasPictures && i % 5 !== 3;
    const head = {
      title: i < headlines.length ? title : `${title}: what came of it`, slug: name, section: i % 11 === 9 ? "" : section, summary,
      byline: bylines[i % bylines.length], dateline_place: dateline(i), dateline_time: "9:40 A.M.", published,
      ...hasOne ? { picture: `picture-${i % 6}.png`, picture_alt: "Hills above the sea", picture_caption: "The harbour in the morning. Photograph: M. Okonkwo" } : {},
    };
    return { name, text: file(head, body(hasOne)) };
  });
}

const file = (head, text) => `---\n${Object.entries(head).filter(x => x[1]).map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join("\n")}\n---\n${text}\n`;

const body = hasPicture => [
  ...paragraphs,
  "## What happens next",
  "- The bridge closes on the first of May at five in the morning.\n- Ferries run from half past five until one at night.\n- Tickets of the buses are good for the ferry.",
  "> It is asleep, and we don’t know yet how deeply.\n\n[The report](https://example.org/reports/2026/harbour-bridge/appendix-c) has 214 pages.",
  ...hasPicture ? [`![The bridge at low water](upright.png "The four hangers are those in the middle.")`] : [],
  "| | Ferry | Round by the locks |\n|---|--:|--:|\n| Minutes | 12 | 26 |\n| Fare | 1.20 | – |\n| Bicycles | yes | yes |",
  ...later,
].join("\n\n");

export const names = ["Rosalind K.", "Old Pilot", "Жанна Воробьёва", "نور الدين الحسيني", "Björn H.", "דנה לוי", "陈美玲", "अनन्या शर्मा", "W".repeat(40),
  "María-José Fernández de la Vega y Cienfuegos", "x", "O’Connor-Szczepański", "Ferry passenger no. 4,711", "Γιώργος Παπαδόπουλος", "Tom", "harbourmaster's daughter",
  "Ada Lovelace", "김서연", "🚢 Captain", "Lena", "Ünal Öztürk", "bridge_nerd_98", "Mo", "Dr. Adaeze Nwachukwu-Fitzgerald III", "J.", "山田太郎"];

const texts = [
  "I cross that bridge four times a day, and I have watched the rust grow through the paint like ivy. Of course it must be closed.\n\nBut “we have painted over it for thirty years” is not an argument for *this* May. It is an admission. If it could wait for thirty years, I would like to hear from an engineer, not from a councillor, why it can’t wait for five months more, until the market has had its season.",
  "> why it can’t wait for five months more\n\nI was a harbour pilot for twenty-six years and went under it about eleven thousand times, so take this as a witness and not as an engineer. When a lorry brakes up there you can see the hangers move against each other. You could not in 1998.\n\nWaiting for the autumn means waiting **under load**.",
  "А почему не поставить ворота по высоте? Выше двух метров просто не проедешь, и никто не нужен ни днём, ни ночью.",
  "أعبر الجسر كل يوم مع أطفالي. هل ستتسع العبّارة لعربات الأطفال؟ لم يُجب أحد عن هذا السؤال حتى الآن، لا في الجلسة ولا في التقرير (ص. 214).",
  "Three things that nobody has counted yet:\n\n1. the ambulances, which go round by the locks and lose eleven minutes;\n2. the market:\n   - stalls on the north side,\n   - deliveries before six;\n3. the school on Chapel Hill.\n\nAnd then:\n\n- [ ] ask the pilots\n- [x] read appendix C",
  "For everybody who wants to check the numbers in appendix C:\n\n```\ndef sag(load_kn, span_m=142.0, stiffness=2.1e11):\n    return 5 * load_kn * span_m ** 4 / (384 * stiffness * 0.0041)  # metres, simply supported, which it is not\n\nfor lorries in range(1, 12): print(lorries, round(sag(40 * lorries) * 1000, 1), 'mm')\n```\n\nThe constant `0.0041` is my guess.",
  "桥已经三十年没有认真检查过了。现在突然说五月必须关闭,那么去年为什么可以通过?希望市政府公布全部测量数据,让大家自己判断。",
  "גם אני עובר שם כל בוקר. המעבורת היא רעיון יפה, אבל מה קורה כשיש רוח?",
  "Yes.",
  "पुल बंद होना चाहिए, लेकिन बच्चों के स्कूल का क्या होगा? घाट से स्कूल तक चालीस मिनट लगते हैं।",
  "That is the first thing anyone has said in this whole affair that changed my mind a little. Could coaches and lorries be kept off it until October, then, and everyone else let across?",
  "They looked at it: appendix C of the report, https://example.org/reports/2026/harbour-bridge/appendix-c/tables/weight-limits-and-their-enforcement.html?table=14&row=weight#enforcement. A weight limit needs somebody at each end to enforce it, day and night, and in the two towns that tried it about one lorry in nine went across anyway.",
  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!",
  "I don’t think that is fair to the council. They asked for the money in 2011, in 2015 and in 2019, and each time the region said no. Read the minutes, they are public.",
  "Does the ferry run on Sundays? My mother lives on the other side and can’t walk to the locks.",
  "It does, from seven. The timetable hangs at the Lower Quay since yesterday: every 12 minutes until 20:00, then every 20.",
  "Γιατί δεν ρωτάει κανείς τους πιλότους; Αυτοί ξέρουν τη γέφυρα καλύτερα από όλους μας.",
  "My grandfather welded on it. He said that the drawings and the bridge had met once and had not got on.\n\nHe also said, every single time that we drove over it, that whoever builds for sixty years should write it on the thing in letters that can be read from a boat, since nobody reads files, and everybody looks up. I was eight. I have thought of it in every building that I have been in since, and I have worked in buildings all my life: hospitals, two schools, a library whose roof was good for thirty years and is now fifty-one.\n\nSo here is what I would like from the paper, and not from the council: a list. Every bridge, every school roof, every lock gate, with the year it was built, the years it was built for, and the last time that somebody with a hammer has been up there. Print it once a year, on the same day. It needs no opinion beside it. People can subtract.\n\nIf it turns out that most of them are fine, so much the better. If it doesn’t, we will at least not be surprised on a Tuesday in April, six weeks before the season, by something that the pilots have seen for ten years. And whoever says that such a list would only frighten people has, I think, not met the people who cross the thing each morning with a pram. They are not frightened by a number. They are frightened by being told nothing.\n\nI will help to make it. I have the time, I have a ladder, and I can read drawings.",
  "이 다리를 매일 건넙니다. 배가 얼마나 자주 오는지 아시는 분 계신가요?",
  "Agreed 👍🏽",
  "*Nobody* was asked. ~~Everybody~~ was told.",
  "What does “closed to everybody” mean for the anglers? Half of the *old* town fishes from the north pier, and you reach it over the bridge only.",
  "私は反対です。橋を閉める前に、代わりの交通手段を用意してください。",
];

/** A thread of so many comments as trees of uneven depth; of whom it answers each knows the number. */
export function comments(count, now, seed = 5) {
  const chance = random(seed);
  return Array.from({ length: count }, (_, i) => {
    const answers = i > 3 && chance() < .68;
    // Mostly what was said just before; sometimes the first, which gathers a long branch.
    const parent = !answers ? null : chance() < .35 ? Math.floor(chance() * Math.min(6, i)) : Math.max(0, i - 1 - Math.floor(chance() * 4));
    return {
      number: i, parent, author: i < names.length ? i : Math.floor(chance() ** 1.6 * names.length), text: texts[i < texts.length ? i : Math.floor(chance() * texts.length)],
      at: now - (1 - i / count) ** 1.5 * 50 * 3_600_000 - 90_000, up: Math.floor(chance() ** 3 * 240), down: Math.floor(chance() ** 4 * 40),
    };
  });
}

/** As Remark42 keeps a comment: the HTML that its Markdown made; of Markdown only what stands in these texts. */
const html = text => text.split(/(```\n[^]*?\n```)/).map(part => part.startsWith("```")
  ? `<pre><code>${escaped(part.slice(4, -4))}\n</code></pre>`
  : part.split("\n\n").filter(x => x.trim()).map(block).join("\n")).join("\n");

function block(text) {
  const lines = text.trim().split("\n");
  if (text.startsWith("> ")) return `<blockquote><p>${inline(text.slice(2))}</p></blockquote>`;
  const kind = /^\d+\. /.test(text) ? "ol" : text.startsWith("- ") ? "ul" : undefined;
  if (!kind) return `<p>${inline(text.trim())}</p>`;
  const items = lines.map(line => ({ isInner: line.startsWith("   "), text: inline(line.trim().replace(/^(\d+\.|-) (\[.\] )?/, "")) }));
  const item = ({ isInner, text }, i) => !isInner ? `${i ? "</li>" : ""}<li>${text}`
    : `${items[i - 1]?.isInner ? "" : "<ul>"}<li>${text}</li>${items[i + 1]?.isInner ? "" : "</ul>"}`;
  return `<${kind}>${items.map(item).join("")}</li></${kind}>`;
}

const escaped = text => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const inline = text => escaped(text).replace(/`([^`]+)`/g, "<code>$1</code>").replace(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")
  .replace(/\*([^*]+)\*/g, "<em>$1</em>").replace(/~~([^~]+)~~/g, "<del>$1</del>").replace(/https:[^ ]+[^ .,]/g, '<a href="$&">$&</a>');

/** As Remark42 writes its backups, which keep times and votes. */
export function remark(said, url) {
  const votes = (up, down) => Object.fromEntries([...Array(up).keys()].map(i => [`u${i}`, true]).concat([...Array(down).keys()].map(i => [`d${i}`, false])));
  const line = one => JSON.stringify({
    id: `c${one.number}`, pid: one.parent === null ? "" : `c${one.parent}`, text: html(one.text), user: { name: names[one.author], id: `github_${one.author}` },
    locator: { site: "harbour", url }, time: new Date(one.at).toISOString(), votes: votes(one.up, one.down), title: "",
  });
  return [JSON.stringify({ version: 1, users: [], posts: [] }), ...said.map(line)].join("\n") + "\n";
}

/** Ranks and badges that are reached in two days. */
export const standing = `ranks:
  - name: Passer-by
  - name: Neighbour
    needs: { days: 2 }
badges:
  - - name: Talkative
      needs: { days: 1 }
    - name: Very talkative
      needs: { days: 3 }
`;
