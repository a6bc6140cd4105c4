//! Whether two sketches tell one story. Two stories in one are worse than one story twice: where the signs differ, the answer
//! is no.

use jiff::SignedDuration;

use super::sketch::Sketch;
use super::words::RUN;

/// Articles further apart than this never share a story, however alike: they are a yearly ritual.
pub(crate) const GROUP_WITHIN: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Words of a short text: a teaser, a flash.
const SHORT: f64 = 120.0;

/// Hashes of two beginnings that agree where one text is the beginning of the other.
const SAME_LEAD: usize = 3;

/// Whose two articles are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Between {
    /// Two families of publishers: one carries what another wrote.
    TwoPublishers,
    /// One family: it seldom tells a story twice, but signs every text with the same words.
    OnePublisher,
}

/// Whether two articles tell the same story in the same words.
///
/// Compare an article with the earliest of a story, not with each: what was added on the way would lead from
/// one story into the next.
pub(crate) fn same_story(a: &Sketch, b: &Sketch, between: Between) -> bool {
    let shared = Overlap::of(a, b);
    let same_title = a.title != 0 && a.title == b.title;
    match between {
        // Its bulletins of every day have one form: a figure is all the news that they hold.
        Between::OnePublisher => {
            let Overlap { words, jaccard, containment } = shared;
            same_figures(a, b)
                && ((same_title && containment >= 0.8 && words >= 8.0)
                    || (jaccard >= 0.6 && words >= 60.0)
                    || (jaccard >= 0.9 && words >= 20.0))
        }
        Between::TwoPublishers => two_publishers(a, b, shared, same_title),
    }
}

fn two_publishers(a: &Sketch, b: &Sketch, shared: Overlap, same_title: bool) -> bool {
    let Overlap { words, containment, .. } = shared;
    // Each outlet has an hour or a number of pictures of its own in its headline.
    if containment >= 0.9 && words >= 40.0 && comparable_in_length(a, b) && same_text_figures(a, b) {
        return true;
    }
    if numbers_speak_against(a, b) {
        return false;
    }
    let is_short = f64::from(a.runs.min(b.runs)) + count(RUN - 1) < SHORT;
    // Of a short text a figure may be all that is new, whatever headline both have.
    if is_short && !numbers_agree(a, b) {
        return false;
    }
    if same_title && containment >= 0.5 && words >= 8.0 {
        return true;
    }
    if is_short && containment >= 0.6 && words >= 20.0 {
        return comparable_in_length(a, b) || shared_of(&a.lead, &b.lead) >= SAME_LEAD;
    }
    containment >= 0.5 && words >= 60.0 && comparable_in_length(a, b)
}

/// How much two texts share.
#[derive(Debug, Clone, Copy)]
struct Overlap {
    /// Words in the runs that both have, about.
    words: f64,
    /// Shared runs by all runs.
    jaccard: f64,
    /// Shared runs by those of the shorter text.
    containment: f64,
}

impl Overlap {
    /// Estimates from the smallest hashes of both, as far as both are known to hold all that there are: a fair sample.
    fn of(a: &Sketch, b: &Sketch) -> Self {
        let limit = a.reach().min(b.reach());
        let (mine, theirs) = (below(&a.smallest, limit), below(&b.smallest, limit));
        let shared = shared_of(mine, theirs);
        let union = mine.len() + theirs.len() - shared;
        let share = |part: usize, whole: usize| if whole == 0 { 0.0 } else { count(part) / count(whole) };
        let (shorter, sample) = if a.runs <= b.runs { (a.runs, mine) } else { (b.runs, theirs) };
        let containment = share(shared, sample.len());
        let shared_runs = containment * f64::from(shorter);
        Self {
            words: if shared_runs > 0.0 { shared_runs + count(RUN - 1) } else { 0.0 },
            jaccard: share(shared, union),
            containment,
        }
    }
}

fn below(hashes: &[u32], limit: u32) -> &[u32] {
    &hashes[..hashes.partition_point(|hash| *hash <= limit)]
}

/// How many numbers two ordered lists share.
fn shared_of<T: Ord>(a: &[T], b: &[T]) -> usize {
    let (mut shared, mut left, mut right) = (0, a, b);
    while let ([mine, others @ ..], [theirs, more @ ..]) = (left, right) {
        let order = mine.cmp(theirs);
        shared += usize::from(order.is_eq());
        left = if order.is_le() { others } else { left };
        right = if order.is_ge() { more } else { right };
    }
    shared
}

/// A review of the week holds every story of the week and is none of them.
fn comparable_in_length(a: &Sketch, b: &Sketch) -> bool {
    f64::from(a.runs.min(b.runs)) >= 0.2 * f64::from(a.runs.max(b.runs))
}

/// Yesterday's exchange rates and today's, or two reports from one form, differ in nothing but numbers.
fn numbers_speak_against(a: &Sketch, b: &Sketch) -> bool {
    let fewest = a.numbers.len().min(b.numbers.len());
    fewest >= 3 && shared_of(&a.numbers, &b.numbers) * 2 < fewest
}

/// Whether two texts have the same figures in the same order: in a table of many the one that is another may stand elsewhere
/// too, and of a score the two sides may be changed.
fn same_figures(a: &Sketch, b: &Sketch) -> bool {
    let in_order = a.figures.zip(b.figures).is_none_or(|(mine, theirs)| mine.all == theirs.all);
    in_order && a.numbers == b.numbers
}

/// The same of the texts below the headlines.
fn same_text_figures(a: &Sketch, b: &Sketch) -> bool {
    a.figures.zip(b.figures).is_some_and(|(mine, theirs)| mine.text == theirs.text)
}

/// Whether one text holds all the numbers of the other: a flash has little else that tells it from yesterday's.
fn numbers_agree(a: &Sketch, b: &Sketch) -> bool {
    let fewest = a.numbers.len().min(b.numbers.len());
    !(a.holds_all_numbers() && b.holds_all_numbers()) || shared_of(&a.numbers, &b.numbers) == fewest
}

#[expect(clippy::cast_precision_loss, reason = "counts of words in one text are far below 2^52")]
fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::sketch::sketch;

    /// A text of different words: `from`..`to` of an endless one.
    fn prose(from: usize, to: usize) -> String {
        let word = |n| [spelled(n).as_str(), if n % 12 == 11 { ".\n" } else { " " }].concat();
        (from..to).map(word).collect()
    }

    /// A number without digits, so that it counts as a word.
    fn spelled(number: usize) -> String {
        format!("{number:04}").bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
    }

    fn check(a: (&str, &str), b: (&str, &str), between: Between, expected: bool) {
        let (left, right) = (sketch(a.0, a.1), sketch(b.0, b.1));
        let overlap = Overlap::of(&left, &right);
        assert_eq!(same_story(&left, &right, between), expected, "{a:?}\n{b:?}\n{overlap:?}");
        assert_eq!(same_story(&right, &left, between), expected, "the other way round");
        if expected {
            let index = right.index();
            assert!(left.index().iter().any(|hash| index.contains(hash)), "the index does not lead there");
        }
    }

    #[test]
    fn copies_are_found_and_others_are_not() {
        use Between::TwoPublishers;
        let full = prose(0, 600);
        let with_own_words = format!("{} {}", prose(0, 360), prose(5000, 5150));
        let signed = |body: String| format!("{body} {}", prose(9000, 9070));
        check(("a", &full), ("b", &full.to_uppercase()), TwoPublishers, true);
        check(("a", &full), ("b", &full.replace(' ', " \u{ad}")), TwoPublishers, true);
        check(("a", &full), ("b", &prose(0, 360)), TwoPublishers, true);
        check(("a", &full), ("b", &prose(0, 150)), TwoPublishers, true);
        check(("a", &full), ("b", &with_own_words), TwoPublishers, true);
        check(("a", &full), ("b", &prose(600, 1200)), TwoPublishers, false);
        check(("a", &full), ("b", &prose(560, 1200)), TwoPublishers, false);
        // Teasers: the beginning of the text, in full or with another word; too short; a review of the week.
        check(("a", &full), ("b", &prose(0, 40)), TwoPublishers, true);
        check(("a", &full), ("b", &prose(0, 60).replace("aadb", "other")), TwoPublishers, true);
        check(("a", &prose(0, 40)), ("b", &prose(0, 40)), TwoPublishers, true);
        check(("a", &full), ("b", &prose(0, 18)), TwoPublishers, false);
        check(("a", &prose(0, 3000)), ("b", &prose(1000, 1100)), TwoPublishers, false);
        check(("", ""), ("", ""), TwoPublishers, false);
        // One publisher signs every text with the same paragraph.
        check(("a", &signed(prose(0, 50))), ("b", &signed(prose(50, 100))), Between::OnePublisher, false);
        check(("a", &full), ("b", &full), Between::OnePublisher, true);
    }

    #[test]
    fn short_texts_need_the_same_title_and_common_words() {
        use Between::TwoPublishers;
        let title = "CSTO chiefs of staff meet in Almaty";
        let lead = "The chiefs of staff of the CSTO countries met in Almaty on Monday to speak of exercises.";
        check((title, lead), (&title.to_uppercase(), &format!("ALMATY. {lead}")), TwoPublishers, true);
        check((title, lead), (title, &format!("{lead} {}", prose(0, 500))), TwoPublishers, true);
        check((title, lead), ("Another title of five words", lead), TwoPublishers, false);
        check(
            (title, lead),
            (title, "Wheat was sown on more land than in the year before, says a ministry."),
            TwoPublishers,
            false,
        );
        check((title, ""), (title, ""), TwoPublishers, false);
        check(("Morning news", lead), ("Morning news", lead), TwoPublishers, false);
    }

    #[test]
    fn two_reports_from_one_form_are_two_stories() {
        let report = |day: &str, from: &str, to: &str, times: &str| {
            let text = format!(
                "The ministry of defence informs that on {day} from {from} to {to} posts in the direction of \
                 the settlements named in the reports of the days before were fired at {times} times from small \
                 arms of several calibres. The units that stand in the said direction took adequate steps in \
                 return. There are no losses among the staff and no damage to the equipment of the army. The \
                 situation is under the full control of the units of the army in all directions of the front."
            );
            text
        };
        let (monday, tuesday) =
            (report("24 June", "20:55", "21:15", "7"), report("25 June", "03:10", "04:40", "12"));
        let title = "The ministry informs on the situation";
        check((title, &monday), (title, &tuesday), Between::TwoPublishers, false);
        check((title, &monday), ("Fire at the border", &monday), Between::TwoPublishers, true);
    }

    #[test]
    fn bulletins_of_one_publisher_that_differ_in_a_figure_are_two_stories() {
        let bulletin = |dead: &str, day: &str| {
            format!(
                "Over the day of {day} {dead} people were killed in the Kurik district by 18:00, the administration \
                 said. The bridge stays closed until the morning, and the road along the river to the port too. \
                 {}",
                prose(0, 60)
            )
        };
        let title = "Evening bulletin of the district administration";
        let one = bulletin("2", "29.11.2026");
        check((title, &one), (title, &bulletin("15", "29.11.2026")), Between::OnePublisher, false);
        check((title, &one), (title, &bulletin("2", "30.11.2026")), Between::OnePublisher, false);
        check((title, &one), (title, &one), Between::OnePublisher, true);
        // Their figures stand elsewhere in both, or in the other order, or among more than a sketch holds.
        let report = |number: usize| format!("Report {number} of the 12: 3 of 7 posts. {one}");
        check((title, &report(3)), (title, &report(7)), Between::OnePublisher, false);
        let score = |sides: &str| format!("The match between the two towns ended {sides}. {}", prose(0, 60));
        check((title, &score("2:1")), (title, &score("1:2")), Between::OnePublisher, false);
        let rates = |last: &str| {
            let table: String = (100..180).map(|rate| format!("currency {rate} ")).collect();
            format!("{table} {last} {}", prose(0, 60))
        };
        for last in 200..260 {
            check((title, &rates("199")), (title, &rates(&last.to_string())), Between::OnePublisher, false);
        }
        // A figure may be written in letters, and its day named.
        for (mine, theirs) in
            [("two", "five"), ("двух", "пяти"), ("ორი", "ხუთი"), ("երկու", "հինգ"), ("two", "15")]
        {
            let (mine, theirs) = (bulletin(mine, "Monday"), bulletin(theirs, "Monday"));
            check((title, &mine), (title, &theirs), Between::OnePublisher, false);
        }
        check(
            (title, &bulletin("2", "Monday")),
            (title, &bulletin("2", "Friday")),
            Between::OnePublisher,
            false,
        );
        // A flash of two publishers too.
        let flash = |dead: &str| {
            format!("{dead} people were killed in the Kurik district at night. {}", prose(0, 20))
        };
        check(("a", &flash("2")), ("b", &flash("15")), Between::TwoPublishers, false);
        check(("a", &flash("2")), ("b", &flash("2")), Between::TwoPublishers, true);
        check(("a", &flash("two")), ("b", &flash("five")), Between::TwoPublishers, false);
        // Figures of the headline are each outlet's own where the texts agree.
        for (mine, theirs) in [
            ("14:05 Ministers meet in Almaty", "14:20 Ministers meet in Almaty"),
            ("Ministers meet in Almaty (5 photos)", "Ministers meet in Almaty (12 photos)"),
            ("7 points of the ministers", "5 points of the ministers"),
            ("Ministers meet (28.11.2026)", "Ministers meet (29.11.2026)"),
        ] {
            check((mine, &prose(0, 65)), (theirs, &prose(0, 65)), Between::TwoPublishers, true);
            check((mine, &prose(0, 65)), (theirs, &prose(0, 65)), Between::OnePublisher, false);
            let edited = prose(0, 65).replace("aadb", "other");
            check((mine, &one), (theirs, &bulletin("3", "29.11.2026")), Between::TwoPublishers, false);
            check((mine, &prose(0, 65)), (theirs, &edited), Between::TwoPublishers, true);
        }
    }

    #[test]
    fn a_figure_is_one_also_where_its_digits_stand_in_a_word() {
        let title = "Evening bulletin of the district administration";
        for (mine, theirs) in [
            ("$300M", "$301M"),
            ("5th", "6th"),
            ("4K", "8K"),
            ("RAV4", "RAV5"),
            ("12h30", "12h45"),
            ("300млн", "310млн"),
            ("№5а", "№6а"),
            ("40°C", "41°C"),
        ] {
            let long =
                |figure: &str| format!("{} It was {figure} that day. {}", prose(0, 150), prose(200, 150));
            check((title, &long(mine)), (title, &long(theirs)), Between::OnePublisher, false);
            check((title, &long(mine)), (title, &long(mine)), Between::OnePublisher, true);
            let flash =
                |figure: &str| format!("It was {figure} in the Kurik district at night. {}", prose(0, 20));
            check(("a", &flash(mine)), ("b", &flash(theirs)), Between::TwoPublishers, false);
            check(("a", &flash(mine)), ("b", &flash(mine)), Between::TwoPublishers, true);
        }
    }

    #[test]
    fn scripts_without_spaces_are_compared_by_letter() {
        let text =
            "外交部发言人今天在例行记者会上表示各方应当通过对话解决分歧并维护地区的和平与稳定".repeat(3);
        let other = "气象局预计本周末南方大部分地区将有强降雨提醒居民注意防范山洪和城市内涝等灾害".repeat(3);
        assert!(sketch("", &text).runs > 30);
        check(("甲乙丙丁戊", &text), ("甲乙丙丁戊", &text), Between::TwoPublishers, true);
        check(("甲乙丙丁戊", &text), ("甲乙丙丁戊", &other), Between::TwoPublishers, false);
    }

    #[test]
    fn a_sketch_survives_its_bytes() {
        for text in ["", "one two", &prose(0, 50), &format!("1 22 333 {}", prose(0, 2000))] {
            let sketch = sketch("A title of five words", text);
            let bytes = sketch.to_bytes();
            assert!(bytes.len() < 1300);
            assert_eq!(Sketch::from_bytes(&bytes).as_ref(), Some(&sketch));
            assert_eq!(Sketch::from_bytes(&bytes[..bytes.len() - 1]), None);
        }
        assert_eq!(Sketch::from_bytes(&[]), None);
    }

    #[test]
    fn a_sketch_of_before_is_read_by_the_upper_halves_of_its_hashes() {
        let sketch = sketch("A title of five words", &format!("1 22 333 {}", prose(0, 2000)));
        let bytes = sketch.to_bytes();
        let hashes = bytes.len() - 4 * (sketch.lead.len() + sketch.smallest.len());
        let mut before = bytes[..hashes].to_vec();
        before[12] &= !0x40;
        for half in bytes[hashes..].as_chunks::<4>().0 {
            before.extend([7, 7, 7, 7]);
            before.extend(half);
        }
        // Nor did it hold the figures in their order.
        before[13] &= !0x40;
        let mut of_words = before.clone();
        before.drain(14..22);
        let without = Some(Sketch { figures: None, ..sketch });
        assert_eq!(Sketch::from_bytes(&before), without);
        // Later it held the order of those that are words of their own.
        of_words[13] |= 0x80;
        assert_eq!(Sketch::from_bytes(&of_words), without);
    }
}
