//! Counts and lists as a sentence says them.

use std::borrow::Borrow;

/// `1 new story`, `3 new stories`.
pub(crate) fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// `a, b and c`.
pub(crate) fn list<S: Borrow<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.borrow().to_owned(),
        [first @ .., last] => format!("{} and {}", first.join(", "), last.borrow()),
    }
}

/// `a, b, c and 4 more` where there are more than `limit`.
pub(crate) fn list_up_to(limit: usize, items: &[String]) -> String {
    let Some(shown) = items.get(..limit).filter(|_| items.len() > limit) else { return list(items) };
    format!("{} and {} more", shown.join(", "), items.len() - limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_say_what_they_leave_out() {
        let items = |count: usize| (1..=count).map(|n| n.to_string()).collect::<Vec<_>>();
        assert_eq!(list_up_to(3, &items(0)), "");
        assert_eq!(list_up_to(3, &items(3)), "1, 2 and 3");
        assert_eq!(list_up_to(3, &items(5)), "1, 2, 3 and 2 more");
    }

    #[test]
    fn one_thing_is_said_in_the_singular() {
        for (number, said) in [(0, "0 mails"), (1, "1 mail"), (2, "2 mails")] {
            assert_eq!(counted(number, "mail", "mails"), said);
        }
    }
}
