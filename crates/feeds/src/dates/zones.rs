//! Names of time zones as feeds use them.

/// The offset east of Greenwich in minutes. A name that means several zones means the one that news feeds mean.
pub(super) fn offset_of(word: &str) -> Option<i32> {
    let mut upper = [0; 8];
    let upper = upper.get_mut(..word.len())?;
    upper.copy_from_slice(word.as_bytes());
    upper.make_ascii_uppercase();
    let hours = match std::str::from_utf8(upper).ok()? {
        "UT" | "UTC" | "GMT" | "Z" | "WET" | "UCT" => 0.0,
        "EST" | "ET" | "CDT" | "PET" | "COT" => -5.0,
        "EDT" | "AST" | "VET" | "CLT" => -4.0,
        "CST" | "CT" | "MDT" => -6.0,
        "MST" | "MT" | "PDT" => -7.0,
        "PST" | "PT" | "AKDT" => -8.0,
        "AKST" => -9.0,
        "HST" => -10.0,
        "ADT" | "BRT" | "ART" | "UYT" => -3.0,
        "NST" => -3.5,
        "NDT" => -2.5,
        "BST" | "CET" | "MEZ" | "MET" | "WEST" | "WAT" => 1.0,
        "CEST" | "MESZ" | "MEST" | "EET" | "CAT" | "SAST" | "OEZ" => 2.0,
        "EEST" | "MSK" | "TRT" | "IDT" | "EAT" | "МСК" | "мск" | "FET" | "OESZ" => 3.0,
        "IRST" => 3.5,
        "AZT" | "GET" | "AMT" | "GST" | "SAMT" | "MSD" => 4.0,
        "AZST" | "AMST" | "UZT" | "TMT" | "TJT" | "YEKT" | "PKT" => 5.0,
        "IST" => 5.5,
        "NPT" => 5.75,
        "ALMT" | "KGT" | "OMST" | "BDT" => 6.0,
        "NOVT" | "KRAT" | "ICT" | "WIB" => 7.0,
        "IRKT" | "SGT" | "HKT" | "AWST" | "PHT" | "MYT" | "WITA" => 8.0,
        "JST" | "KST" | "YAKT" | "WIT" => 9.0,
        "ACST" => 9.5,
        "AEST" | "VLAT" => 10.0,
        "ACDT" => 10.5,
        "AEDT" | "MAGT" => 11.0,
        "NZST" | "PETT" => 12.0,
        "NZDT" => 13.0,
        _ => return None,
    };
    #[expect(clippy::cast_possible_truncation, reason = "at most 13 × 60")]
    let minutes = (hours * 60.0) as i32;
    Some(minutes)
}
