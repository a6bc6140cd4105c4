//! What the lexicon finds and what it leaves, as cases.

use crate::forms::tables::Forms;
use crate::lexicon::{Lexicon, finds_itself};
use crate::scan::memo::Memo;
use crate::scan::refused::RefusalReason;
use crate::spec::hit::{Manner, NameHit, Reason};
use crate::spec::term::{Form, Spelling, Surname, Term};

fn scan(term: &Term, texts: &[&str]) -> Vec<NameHit> {
    let lexicon = Lexicon::build(std::slice::from_ref(term));
    let mut hits = Vec::new();
    lexicon.scan(&mut Memo::default(), texts, &mut hits);
    hits
}

/// Marks each mention in the texts: `[so]`.
fn marked(term: &Term, texts: &[&str]) -> String {
    let hits = scan(term, texts);
    let mark = |(part, text): (usize, &&str)| {
        let mut text = (*text).to_owned();
        for hit in hits.iter().rev().filter(|hit| hit.part == part) {
            text.insert(hit.end, ']');
            text.insert(hit.start, '[');
        }
        text
    };
    texts.iter().enumerate().map(mark).collect::<Vec<_>>().join(" | ")
}

fn check(term: &Term, expected: &str) {
    let plain = expected.replace(['[', ']'], "");
    let texts: Vec<&str> = plain.split(" | ").collect();
    assert_eq!(marked(term, &texts), expected, "{:?}", term.spellings);
}

fn name(text: &str) -> Term {
    Term::single(Form::Name, text)
}

fn aliyev(surname: Surname) -> Term {
    Term {
        form: Form::Person { surname },
        spellings: vec![
            Spelling::new("Ilham Aliyev", None),
            Spelling::new("İlham Əliyev", Some("az")),
            Spelling::new("Ильхам Алиев", Some("ru")),
        ],
        not: vec!["Heydar Aliyev".to_owned(), "Гейдар Алиев".to_owned()],
    }
}

#[test]
fn every_case_form_is_found() {
    for (term, text) in [
        ("Алиев", "о встрече с [Алиевым], [Алиеву] и [Алиева]; Алиевский"),
        ("Азербайджан", "в [Азербайджане], [Азербайджану]; азербайджанский язык"),
        ("Павел", "слова [Павла]; Павлин"),
        ("Київ", "з [Києва] до [Києві], у [Київ]"),
        ("Прага", "у [Празі] та [Прагу]"),
        ("Uniunea Europeană", "Comisia [Uniunii Europene], [Uniunea Europeană]"),
        ("Piața Victoriei", "în fața [Pieței Victoriei]"),
        ("Țara Românească", "domnul [Țării Românești]"),
        ("Канада", "у [Канадзе]"),
        ("Łódź", "do [Łodzi]; Łodziak"),
        ("Warszawa", "w [Warszawie], [Warszawą]"),
        ("Niemcy", "do [Niemiec], w [Niemczech]"),
        ("Praha", "v [Praze]"),
        ("Azərbaycan", "[Azərbaycanın], [Azərbaycandakı] və [AZƏRBAYCANDA]"),
        ("Türkiye", "[Türkiye’nin], [Türkiye'ye], [Türkiyede]"),
        ("Հայաստան", "[Հայաստանի], [Հայաստանում] եւ [Հայաստանից]"),
        ("Գյումրի", "[Գյումրու]"),
        ("საქართველო", "[საქართველოს], [საქართველოში]"),
        ("უკრაინა", "[უკრაინის]"),
        ("Қазақстан", "[Қазақстанда], [Қазақстанның]"),
        ("Кыргызстан", "[Кыргызстандын]"),
        ("O‘zbekiston", "[Oʻzbekistonning]"),
        ("ایران", "در [ایران]؛ ایرانی"),
        ("مصر", "[ومصر] [بمصر]"),
        ("Азәрбајҹан", "[Азәрбајҹанын], [Азәрбајҹанда]"),
        ("Μητσοτάκης", "του [Μητσοτάκη]"),
        ("ישראל", "[בישראל], [וישראל]"),
        ("Iran", "d'[Iran]; Iranian"),
    ] {
        check(&name(term), text);
    }
}

/// A form that only languages have that the words around it are surely not in is another name.
#[test]
fn the_words_around_a_name_say_whose_endings_it_takes() {
    check(
        &name("Gare"),
        "following up on your conversation with Gary Cohn, I would like to forward the notes",
    );
    check(&name("Auguste"), "à la disparition d'[Auguste], qui était déjà là, August réapparaît");
    check(&name("Stojanov"), "spotkanie z [Stojanovem] w sprawie, która była ważna");
    check(
        &name("Раш"),
        "наблюдает за выборами, на которых Рашида Дати поддерживает его и для этого приехала",
    );
    check(&name("Стоянов"), "Павлина Стоянова заяви, че ще търси правата си със съд, който не бърза");
    check(&name("Стоянов"), "сообщил после встречи Павла [Стоянова] с министром, который был при этом");
    // A language without a table borrows the endings of others.
    check(
        &name("Trump"),
        "mukaan [Trumpin] hallinto on jo päättänyt, että hän ei lähetä enää sotilaita sinne",
    );
    // A quotation is no other language, and a few words say nothing.
    check(
        &name("Maribor"),
        "V [Mariboru] so rekli, da jim je film The Way We Were všeč in da ga še vedno gledajo",
    );
    check(&name("Terry"), "Edward [Terra]");
    // Capitals tell nothing: names are from anywhere.
    check(&name("Maribor"), "Werner, William, Yves, Xaver in Quentin so v [Mariboru]");
}

#[test]
fn spelling_accidents_do_not_matter() {
    for text in ["[Али\u{ad}еву]", "[АЛИЕВА]", "[Aлиeв]", "[Али\u{301}ев]", "[Али\u{200b}ев]", "[Алиёв]"]
    {
        check(&name("Алиев"), text);
    }
    check(&name("Київ"), "[Киі\u{308}в]");
    check(&name("Нью-Йорк"), "[Нью Йорка], [Нью-Йорке], [Ньюйорк]");
    check(&name("习近平"), "主席[习近平]在");
}

#[test]
fn capitals_tell_names_from_words() {
    check(&name("Надежда"), "[Надежду] видел с надеждой");
    check(&name("надежда"), "[Надежду] видел с [надеждой]");
    check(&name("НАТО"), "[НАТО] и Ната, нато");
    check(&name("Ната"), "НАТО и [Наты]");
    check(&name("KTMT"), "[KTMT-nin], [KTMT’nin], ktmt; [KTMT]-led");
    check(&name("ՀԱՊԿ"), "[ՀԱՊԿ-ի], [ՀԱՊԿի]");
    check(&Term::single(Form::Exact { slack: 0 }, "Apple"), "[Apple] Apples apple APPLE");
    let acronym = Term { spellings: vec![Spelling::acronym("NATO")], ..name("") };
    check(&acronym, "[NATO] Nato");
}

#[test]
fn phrases_keep_their_order() {
    let term = name("Организация Договора о коллективной безопасности");
    check(&term, "В [организации Договора о коллективной безопасности]; Организация Договора");
    let words = |text: &str, slack| Term::single(Form::Words { slack }, text);
    check(&words("peace treaty", 0), "[peace treaties], peace, treaty");
    check(&words("peace treaty", 2), "[peace and friendship treaty]; peace and the old friendship treaty");
    check(&words("normali* relations", 0), "[normalise relations], [normalising relations]");
    check(&words("Алиев*", 0), "[Алиевский] алиевский");
    check(&words("*stan", 0), "[Kazakhstan] stands");
}

#[test]
fn people_have_their_ways() {
    let person = aliyev(Surname::Anchored);
    check(&person, "[Алиев] прибыл | [Ильхам Алиев] и Пашинян; [Алиеву]");
    check(&person, "Алиев прибыл | встреча с Алиевым");
    check(&person, "[Əliyev İlham], [Əliyev, İlham], [İ. Əliyev], [И. Г. Алиева]; Г. Алиев");
    check(&person, "[Ильхам Гейдарович Алиев]; Ильхам и Мехрибан");
    check(&person, "[Ильхам Алиев] открыл Центр Гейдара Алиева, сказал [Алиев]");
    check(&person, "Heydar Aliyev Center");
    check(&person, "[Ильхама Алиева], см. H. Aliyev, [Aliyev]");
    check(&aliyev(Surname::Alone), "[Алиев] и Гейдар Алиев");
    check(&aliyev(Surname::Never), "[Ильхам Алиев], Алиев");
    check(&aliyev(Surname::Alone), "[Իլհամ Ալիեւը] եւ [Ալիեւ]");
}

#[test]
fn people_are_heard_in_other_scripts() {
    let person = aliyev(Surname::Anchored);
    check(&person, "[Իլհամ Ալիեւը] եւ [Ալիեւ]");
    check(&person, "[ილჰამ ალიევმა]");
    check(&person, "[إلهام علييف]");
    check(&person, "Ալիեւ");
    let pashinyan = Term::single(Form::Person { surname: Surname::Anchored }, "Nikol Pashinyan");
    check(&pashinyan, "[Никола Пашиняна] и [Пашинян], Николай Патрушев");
    check(&pashinyan, "[Nikol Paşinyanla]");
    check(&Term::single(Form::Unknown, "Putin"), "[Путиным]; Путь; [Putina]");
    check(&name("Putin"), "Путиным");
}

#[test]
fn names_have_marks_of_their_own() {
    check(&name("AC/DC"), "They played [AC/DC] all day; [AC DC]");
    check(&name("Yahoo! Inc"), "[Yahoo! Inc] said; Yahoo! Incognito");
    check(&name("Star Wars: Andor"), "on [Star Wars: Andor] and Star Wars; Andor");
    check(
        &name("ГК Росатом"),
        "в [ГК «Росатом»] и [ГК \"Росатом\"]".replace("»]", "]»").replace("\"]", "]\"").as_str(),
    );
    check(&name("oil gas"), "more oil. Gas prices; [oil gas]");
    check(&name("Union européenne"), "Pour l'[Union européenne], l’[Union européenne]");
    check(&name("ОДКБ"), "В [О.Д.К.Б]. отказались");
    check(&name("U.N."), "the [UN], the [U.N]. Council");
    check(&name("ИГ"), "И.Г. Алиев, боевики [ИГ]");
    check(&name("KOICA"), "[KOICAнын], [KOICA-нын]");
    check(&name("Köln"), "nach [Koeln], [Köln], [Koln]");
    check(&name("Đoković"), "[Djoković], [Djokovic], [Đokoviću]");
    check(&name("Министерство финансов"), "[министерству финансов]");
    check(&name("集体安全条约组织"), "在[集體安全條約組織]會議上; [集体安全条约组织]");
    check(&name("هونج كونج"), "في [هونغ كونغ]");
    check(&name("Zeitung"), "Zeitungs- und Rundfunkleute, die [Zeitungs]-Leute");
    check(&name("Kozieł"), "widziano [Kozła], z [Kozłem]");
    check(&name("Kwiecień"), "po [Kwietniu], bez [Kwietnia]");
    check(&name("Nizozemsko"), "v [Nizozemsku] Nizozemský ministr");
    check(&name("اروپا"), "[اروپای] شرقی، سینماگران اروپایی");
}

#[test]
fn people_are_who_they_are() {
    let person = |name: &str| Term::single(Form::Person { surname: Surname::Anchored }, name);
    for (name, text) in [
        ("Ильхам Алиев", "Указ подписал [Алиев И.Г]. вчера; [Алиев, И]. и [Алиев], И. Петров"),
        ("Ayşe Öztürk Yılmaz", "[A. Öztürk Yılmaz] geldi"),
        ("Михаил Салтыков-Щедрин", "[М.Е. Салтыков-Щедрин] писал, а Щедрин спал"),
        ("Ursula von der Leyen", "[U. von der Leyen]; В. И. Ленин писал"),
        ("İlham Əliyev", "[İlham Heydər oğlu Əliyev], [Əliyev İlham] Heydər oğlu"),
        ("Садыр Жапаров", "[Садыр Нургожо уулу Жапаров] келди"),
        ("Касым-Жомарт Токаев", "[Касым-Жомарта Кемелевича Токаева] ждут"),
        ("Никол Пашинян", "[Пашинян, Никол] Владимирович"),
        ("Jean-Luc Mélenchon", "Jean-Marie Mélenchon a dit; [Jean-Luc Mélenchon]"),
        (
            "Valery Nikolaevich Ermakov",
            "Valery Konstantinovich Ermakov; [Valery N. Ermakov], [Valery Ermakov]",
        ),
        ("عبد الله الحمداني", "التقى عبد الرحمن الحمداني"),
        ("عبد الله الحمداني", "التقى [عبدالله الحمداني]"),
        ("Kim Jong Un", "Kim Yo Un said"),
        ("Kim Lee", "said Kim. Lee left"),
        ("William Harrison", "srečanje Williama in Harryja; [Williama Harrisona]"),
        ("Ильхам Алиев", "[Ильхам Алиев] уволил Вагифа Алиева, сказал [Алиев]"),
        ("Yaşar Güler", "[Yaşar Güler] geldi. Güler yüzlü erler güler. Bakan [Güler]"),
        ("习近平", "[习近平]主席呼吁和平与公平; 学习公平竞争"),
        ("김정은", "[김정은] 위원장은 은행에 갔다"),
    ] {
        check(&person(name), text);
    }
    check(&aliyev(Surname::Anchored), "President [I. Aliyev]; [Ilham H. Aliyev] signed");
}

#[test]
fn sound_stays_on_and_is_strict() {
    let person = aliyev(Surname::Anchored);
    check(&person, "Президент [Ільхам Алієв]; [Илхам Алиев]; [Ilham Aliev]; [Илхам Алијев]");
    let heard = |name: &str, text: &str| {
        check(&Term::single(Form::Person { surname: Surname::Anchored }, name), text);
    };
    heard("Ilham Aliyev", "الهام حسینی با خبرنگاران; [الهام علی‌اف] با وزیر");
    heard("Maria Zakharova", "Marka Zuckerberga nie było; Марии Захаров; [Марии Захаровой]");
    heard("Mark Rutte", "госсекретарь Марко Рубио");
    heard("Colin Powell", "Билл Клинтон приехал");
    heard("Kaja Kallas", "כי משרד החוץ");
    heard("George Soros", "[Джордж Сорос], [Джорджа Сороса]");
    heard("Michael Flynn", "[Майкл Флинн]");
    heard("Jan Petersen", "[Ян Петерсен]");
    heard("Boris Johnson", "[בוריס ג'ונסון]");
    heard("Recep Tayyip Erdoğan", "قال [رجب طيب أردوغان]");
}

#[test]
fn initials_and_small_words_are_heard() {
    let heard = |name: &str, text: &str| {
        check(&Term::single(Form::Person { surname: Surname::Anchored }, name), text);
    };
    heard("Nikol Pashinyan", "Подписал [Пашинян Н.В]. вчера; [Пашиняну Н. В]. вручили; [Н.В. Пашинян]");
    heard("Nikol Pashinyan", "вошли Петров, [Пашинян Н]. и другие");
    heard("Nikol Pashinyan", "Пашинян В.Н. ушёл; В.Н. Пашинян остался");
    heard("Jürgen Müller-Thomsen", "сказал [Ю. Мюллер-Томсен]; [Мюллера-Томсена Ю]. ждут");
    heard("Giorgi Kvirikashvili", "[გ. კვირიკაშვილმა] თქვა");
    heard("Ursula von der Leyen", "[Урсулу фон дер Ляйен] ждут; [У. фон дер Ляйен]");
    heard("Ursula von der Leyen", "Урсула и Ляйен");
    heard("Ursula von der Leyen", "[ურსულა ფონ დერ ლაიენმა] თქვა; قالت [أورسولا فون دير لاين]");
    heard("Mohammed bin Salman", "[Мухаммед бин Салман] приехал");
    heard("Ильхам Алиев", "[Аліеў І. Г]. сказаў");
    heard("Charles Michel", "[Ш. Мишель] сказал, В. Мишель молчал");
    heard("Joseph Biden", "[Дж. Байден] и г-н [Байден Дж]. здесь");
    check(&name("O.N.U."), "l'[ONU] a dit, l'[O.N.U]. aussi");
}

#[test]
fn only_the_endings_of_its_languages_are_put_to_a_name() {
    let only = |langs: &[&str]| Term {
        spellings: vec![Spelling {
            only: langs.iter().map(|lang| (*lang).to_owned()).collect(),
            ..Spelling::new("Irã", None)
        }],
        ..name("")
    };
    check(&only(&["pt"]), "Iraka, Irak'a, [Irã]");
    check(&only(&["uz"]), "[Iraka], [Irã]");
}

#[test]
fn what_was_left_out_is_told() {
    let lexicon = Lexicon::build(&[aliyev(Surname::Anchored)]);
    let refused = |texts: &[&str]| -> Vec<(RefusalReason, String)> {
        let refused = lexicon.refused(&mut Memo::default(), texts);
        refused.iter().map(|one| (one.reason, texts[one.part][one.start..one.end].to_owned())).collect()
    };
    let (excluded, alone) = (RefusalReason::Excluded, RefusalReason::SurnameAlone);
    assert_eq!(refused(&["", "Алиев прибыл"]), [(alone, "Алиев".to_owned())]);
    assert_eq!(refused(&["Heydar Aliyev Center"])[0], (excluded, "Heydar Aliyev".to_owned()));
    assert_eq!(refused(&["Ильхам Алиев прибыл"]), []);
}

#[test]
fn a_name_without_letters_finds_nothing() {
    let finds = |form: Form, text: &str| finds_itself(form, &Spelling::new(text, None));
    for text in [
        "AC/DC",
        "Yahoo! Inc",
        "Star Wars: Andor",
        "Caucasus (Nord) Group",
        "习近平",
        "C.S.T.O.",
        "A-ha",
        "4",
    ] {
        assert!(
            finds(Form::Name, text) && finds(Form::Person { surname: Surname::Anchored }, text),
            "{text}"
        );
    }
    assert!(finds(Form::Exact { slack: 0 }, "Justice, Development Party"));
    assert!(!finds(Form::Name, "…") && !finds(Form::Name, &"a".repeat(300)));
}

#[test]
fn the_rule_is_told() {
    let reasons = |term: &Term, text: &str| -> Vec<Reason> {
        let hits = scan(term, &[text]);
        hits.iter().flat_map(|hit| hit.why.words.iter().map(|reason| (**reason).clone())).collect()
    };
    let check = |lang: &str, spelling: &str, text: &str, expected: Reason| {
        let term = Term { spellings: vec![Spelling::new(spelling, Some(lang))], ..name("") };
        assert_eq!(reasons(&term, text), [expected], "{spelling} {text}");
    };
    let suffix = |language, ending: &str, case| Reason::Suffix {
        language,
        ending: ending.to_owned(),
        cases: vec![case],
    };
    check("ru", "Алиев", "с Алиевым", Reason::Ending { ending: "ым".to_owned(), case: "ins" });
    check("uk", "Київ", "Києва", Reason::Ending { ending: "а".to_owned(), case: "gen" });
    check("az", "Bakı", "Bakıda", suffix("Azerbaijani", "da", "loc"));
    check("tr", "Ankara", "Ankara’nınki", suffix("Turkish", "ninki", "gen"));
    check("ru", "Баку", "Баку", Reason::Same);
    check("en", "Otosan", "Otosan'zzz", Reason::Apostrophe { ending: "zzz".to_owned() });
    let person = aliyev(Surname::Alone);
    assert_eq!(scan(&person, &["Алиев"])[0].why.manner, Manner::Surname);
    assert_eq!(scan(&person, &["Իլհամ Ալիեւ"])[0].why.sound, Some(0.0));
}

#[test]
fn a_memo_forgets_another_lexicon() {
    let mut memo = Memo::default();
    let mut found = |term: &str| {
        let mut hits = Vec::new();
        Lexicon::build(&[name(term)]).scan(&mut memo, &["Баку и Ереван"], &mut hits);
        hits.iter().map(|hit| (hit.start, hit.token_first)).collect::<Vec<_>>()
    };
    assert_eq!(found("Баку"), [(0, 0)]);
    assert_eq!(found("Ереван"), [(12, 2)]);
    assert_eq!(found("Тбилиси"), []);
}

#[test]
fn overlapping_terms_are_all_found() {
    let lexicon = Lexicon::build(&[name("Нагорный Карабах"), name("Карабах"), name("...")]);
    let mut hits = Vec::new();
    lexicon.scan(&mut Memo::default(), &["в Нагорном Карабахе"], &mut hits);
    let places: Vec<_> = hits.iter().map(|hit| (hit.term.0, hit.token_first, hit.token_last)).collect();
    assert_eq!(places, [(0, 1, 2), (1, 2, 2)]);
}

#[test]
fn hostile_texts_are_only_text() {
    let lexicon =
        Lexicon::build(&[aliyev(Surname::Anchored), name("*"), Term::single(Form::Words { slack: 9 }, "*")]);
    let mut memo = Memo::default();
    for text in [
        "",
        "\u{301}\u{301}",
        "'''''",
        "\u{200b}",
        "а".repeat(100_000).as_str(),
        "a'".repeat(50_000).as_str(),
    ] {
        lexicon.scan(&mut memo, &[text], &mut Vec::new());
    }
}

#[test]
fn a_language_is_one_file() {
    let invented = languages::Language::parse(
        "language qq Invented\norder 1\nscript Cyrillic\nvowels аио\n\
         row noun : - : [нс] : зум=gen зома=dat\nchain - : *\nslot plural : ххи=pl\nslot case : ззо=loc\n",
    );
    let all = [languages::all(), &[invented]].concat();
    let forms: &'static Forms = Box::leak(Box::new(Forms::of(&all)));
    let found = |lexicon: &Lexicon, text: &str| {
        let mut hits = Vec::new();
        lexicon.scan(&mut Memo::default(), &[text], &mut hits);
        hits.iter().map(|hit| (*hit.why.words[0]).clone()).collect::<Vec<_>>()
    };
    let terms = [name("Барсан")];
    let (with, without) = (Lexicon::build_with(forms, &terms), Lexicon::build(&terms));
    let genitive = Reason::Ending { ending: "зум".to_owned(), case: "gen" };
    let cases = vec!["pl", "loc"];
    let chained = Reason::Suffix { language: "Invented", ending: "ххиззо".to_owned(), cases };
    assert_eq!(
        found(&with, "Барсанзум и Барсанххиззо, Барсанзома"),
        [genitive, chained, Reason::Ending { ending: "зома".to_owned(), case: "dat" }]
    );
    assert_eq!(found(&without, "Барсанзум и Барсанххиззо, Барсанзома"), []);
    assert_eq!(found(&with, "Барсаном").len(), 1, "the others are still there");
    // By sound it is cut too.
    let person = [Term::single(Form::Person { surname: Surname::Anchored }, "Olan Barsan")];
    let heard = Lexicon::build_with(forms, &person);
    assert_eq!(found(&heard, "Оланзома Барсанзум").len(), 1);
}
