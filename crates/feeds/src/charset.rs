//! Which charset a label means, and where labels stand.

use encoding_rs::Encoding;

/// The charset parameter of a `Content-Type`.
pub(crate) fn of_content_type(content_type: &str) -> Option<&str> {
    let parameters = content_type.split(';').skip(1);
    let value = parameters
        .filter_map(|parameter| parameter.split_once('='))
        .find_map(|(name, value)| name.trim().eq_ignore_ascii_case("charset").then_some(value))?;
    Some(value.trim().trim_matches(['"', '\'']).trim()).filter(|label| !label.is_empty())
}

/// The encoding that the XML declaration names; junk may stand before it.
pub(crate) fn of_declaration(head: &[u8]) -> Option<&str> {
    let start = memchr::memmem::find(head, b"<?xml")?;
    let declaration = &head[start..];
    let declaration = &declaration[..memchr::memchr(b'>', declaration)?];
    let name = memchr::memmem::find(declaration, b"encoding")?;
    let value =
        declaration[name + b"encoding".len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first()?;
    let end = memchr::memchr(*quote, value)?;
    std::str::from_utf8(&value[..end]).ok().map(str::trim).filter(|label| !label.is_empty())
}

/// The charset that a page's head declares: `<meta charset=…>`, or the one of an `http-equiv`.
pub(crate) fn of_meta(head: &[u8]) -> Option<&str> {
    let lower = head.to_ascii_lowercase();
    let metas = memchr::memmem::find_iter(&lower, b"<meta");
    metas.into_iter().find_map(|start| {
        let end = start + memchr::memchr(b'>', &lower[start..])?;
        let name = start + memchr::memmem::find(&lower[start..end], b"charset")? + b"charset".len();
        let value = head[name..end].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        let value =
            value.trim_ascii_start().strip_prefix(b"\"").or(value.strip_prefix(b"'")).unwrap_or(value);
        let end = value.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:.".contains(byte));
        std::str::from_utf8(&value[..end.unwrap_or(value.len())]).ok().filter(|label| !label.is_empty())
    })
}

/// The charset that publishers mean by a label; none for what cannot be true of bytes that read as ASCII.
pub(crate) fn for_label(label: &str) -> Option<&'static Encoding> {
    let found =
        Encoding::for_label(label.as_bytes()).or_else(|| Encoding::for_label(alias(label)?.as_bytes()))?;
    let found = if found == encoding_rs::GBK { encoding_rs::GB18030 } else { found };
    let wide = found == encoding_rs::UTF_16LE || found == encoding_rs::UTF_16BE;
    (!wide && found != encoding_rs::REPLACEMENT).then_some(found)
}

/// The label in the spelling of the WHATWG: `win-1251`, `CP 1251` and `windows_1251` are one.
fn alias(label: &str) -> Option<String> {
    let plain: String =
        label.chars().filter(char::is_ascii_alphanumeric).map(|char| char.to_ascii_lowercase()).collect();
    let digits = plain.trim_start_matches(|char: char| char.is_ascii_alphabetic());
    let name = &plain[..plain.len() - digits.len()];
    match (name, digits) {
        ("" | "cp" | "win" | "windows" | "xcp" | "ansi" | "microsoftcp" | "mscp", page)
            if page.len() == 4 && page.starts_with("125") =>
        {
            Some(format!("windows-{page}"))
        }
        ("" | "cp" | "win" | "windows" | "ibm" | "dos", "866") => Some("ibm866".to_owned()),
        ("iso" | "is", page) if page.starts_with("8859") => Some(format!("iso-8859-{}", &page[4..])),
        ("latin", "1") => Some("iso-8859-1".to_owned()),
        ("latin", "9") => Some("iso-8859-15".to_owned()),
        ("utf" | "unicode", "8") => Some("utf-8".to_owned()),
        ("cp" | "ms" | "windows", "932") | ("sjis", "") => Some("shift_jis".to_owned()),
        ("cp" | "ms" | "windows", "936") | ("gb", _) | ("euccn", "") => Some("gb18030".to_owned()),
        ("cp" | "ms" | "windows", "949") => Some("euc-kr".to_owned()),
        ("cp" | "ms" | "windows", "950") | ("big", "5") => Some("big5".to_owned()),
        _ if plain.starts_with("koi8") => {
            Some(if plain.contains('u') { "koi8-u" } else { "koi8-r" }.to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_found() {
        assert_eq!(of_content_type("text/xml; charset=\"utf-8\""), Some("utf-8"));
        assert_eq!(of_content_type("application/rss+xml;x=1; CharSet = 'KOI8-R'"), Some("KOI8-R"));
        assert_eq!(of_content_type("text/xml; charset="), None);
        assert_eq!(of_content_type("text/xml"), None);
        assert_eq!(of_declaration(b"<br />\n<?xml version=\"1.0\" encoding = 'koi8-r' ?>"), Some("koi8-r"));
        assert_eq!(of_declaration(b"<?xml version=\"1.0\"?><rss encoding='x'>"), None);
    }

    #[test]
    fn pages_declare_their_charset_in_their_head() {
        for (head, label) in [
            ("<html><head><meta charset=\"windows-1251\">", Some("windows-1251")),
            ("<META CharSet = koi8-r />", Some("koi8-r")),
            (
                "<meta name=x content=y><meta http-equiv=Content-Type content='text/html; charset=windows-1254'>",
                Some("windows-1254"),
            ),
            ("<meta name=\"charset\" content=\"x\">", None),
            ("<meta charset=\"", None),
            ("<script>charset=x</script>", None),
        ] {
            assert_eq!(of_meta(head.as_bytes()), label, "{head}");
        }
    }

    #[test]
    fn labels_mean_what_publishers_mean() {
        for (label, name) in [
            ("cp1251", "windows-1251"),
            ("WIN-1251", "windows-1251"),
            ("windows_1254", "windows-1254"),
            ("1251", "windows-1251"),
            ("koi8", "KOI8-R"),
            ("koi8_u", "KOI8-U"),
            ("utf_8", "UTF-8"),
            ("utf8", "UTF-8"),
            ("ISO8859_9", "windows-1254"),
            ("gb2312", "gb18030"),
            ("us-ascii", "windows-1252"),
        ] {
            assert_eq!(for_label(label).map(Encoding::name), Some(name), "{label}");
        }
        for label in ["utf-16", "UTF-16LE", "martian", "", "hz-gb-2312"] {
            assert_eq!(for_label(label), None, "{label}");
        }
    }
}
