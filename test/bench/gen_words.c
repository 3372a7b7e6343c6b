/* SPDX-License-Identifier: EUPL-1.2 */
/* Names, streets and what officials write, with the accents and signs that Dutch texts have. */
#include "gen.h"

#include <string.h>

#define PICK(g, list) ((list)[gen_below((g), (unsigned)(sizeof(list) / sizeof *(list)))])

static const char *const first_names[] = {
    "Zoë",        "André",    "Noémie",  "Jan",    "Piet",      "Élise",  "Jürgen", "Søren",
    "Fatima",     "Łukasz",   "Chloë",   "Sanne",  "Femke",     "Daan",   "José",   "Inês",
    "Ömer",       "Ayşe",     "Anaïs",   "Joost",  "Çağla",     "Emma",   "Julie",  "Danuta",
    "Ioana",      "Blessing", "Thi Lan", "Hoàng",  "Krzysztof", "Ştefan", "Maria",  "Petya",
    "Aleksandar", "Favour",   "Mehmet",  "Oksana",
};

static const char *const last_names[] = {
    "de Vries",
    "van den Berg",
    "Müller",
    "Peeters",
    "Öztürk",
    "El Khatib",
    "Nguyễn",
    "García",
    "Kowalski",
    "Đorđević",
    "van der Straeten",
    "O'Brien",
    "in 't Veld",
    "Côté",
    "Schröder",
    "Bakker",
    "Çelik",
    "Yılmaz",
    "Wouters",
    "Popescu",
    "Dimitrova",
    "Wiśniewska",
    "Okafor",
    "Abdi",
    "Hernández",
    "Tran",
    "Ionescu",
    "Nowak",
    "van 't Hof",
    "Kaya",
    "Szabó",
    "Petrović",
};

static const char *const streets[] = {
    "Dorpsstraat",        "Kerkweg",
    "Industrieweg",       "Oude Rijksstraatweg",
    "Stationsplein",      "Burgemeester Röellstraat",
    "Molenpad",           "Prins Bernhardlaan",
    "Veenkade",           "'s-Gravenweg",
    "Geldersestraat",     "Hoëvelaan",
    "Nijverheidskade",    "Tuinderslaan",
    "Zuiderzeestraatweg",
};

static const char *const words[] = {
    "de",
    "het",
    "een",
    "van",
    "in",
    "op",
    "met",
    "voor",
    "bij",
    "naar",
    "en",
    "maar",
    "omdat",
    "volgens",
    "betrokkene",
    "melder",
    "werkgever",
    "woning",
    "matrassen",
    "slaapt",
    "werkt",
    "paspoort",
    "ingenomen",
    "loon",
    "ontvangt",
    "geen",
    "contract",
    "huur",
    "ingehouden",
    "controle",
    "aangetroffen",
    "angstig",
    "spreekt",
    "nauwelijks",
    "Nederlands",
    "vermoeden",
    "uitbuiting",
    "busje",
    "ochtend",
    "avond",
    "opgehaald",
    "telefoon",
    "afgenomen",
    "schuld",
    "vriend",
    "vriendin",
    "geëmigreerd",
    "geïnformeerd",
    "coördinator",
    "café",
    "ruïne",
    "zeeën",
    "financiële",
    "afhankelijk",
    "mensen",
    "ongeveer",
    "twaalf",
    "slaapplaatsen",
    "kelder",
    "zolder",
    "loods",
    "kassen",
    "champignons",
    "nagelstudio",
    "hotelkamer",
    "advertentie",
    "foto's",
    "zo'n",
    "m²",
    "€",
    "buurvrouw",
    "gezien",
    "gehoord",
    "ruzie",
    "blauwe",
    "plekken",
    "verklaart",
    "wisselend",
    "begeleider",
    "antwoordt",
    "steeds",
    "zelf",
    "niet",
    "durft",
    "aangifte",
    "doen",
    "gesprek",
    "gepland",
    "wijkagent",
    "gebiedsteam",
    "meldt",
    "zorgen",
    "afspraak",
    "school",
    "verzuim",
    "dure",
    "kleding",
    "geld",
    "onverklaarbaar",
    "ouders",
};

static const char *const asides[] = {
    "noemt hem \"oom\"",        "zie ook \"het huis achter de dijk\"",
    "n.v.t.; later opgenomen",  "overleg met AVIM",
    "\"alles goed\", zegt hij", "tel. niet opgenomen",
    "ca. 14 personen",
};

const char *gen_first_name(struct gen *g)
{
    return PICK(g, first_names);
}

const char *gen_last_name(struct gen *g)
{
    return PICK(g, last_names);
}

/* A well-known one now and then; else one that might exist. */
void gen_surname(struct gen *g, struct sg_buf *to)
{
    static const char *const front[] = {"", "", "", "", "de ", "van ", "van der ", "van den "};
    static const char *const stem[] = {
        "Berg",   "Bos",   "Dijk", "Dor",   "Eik",   "Haar",  "Heuve",  "Hol",  "Kamp", "Kerk",
        "Kloos",  "Laar",  "Lind", "Meer",  "Molen", "Noor",  "Oever",  "Pol",  "Rijn", "Rozen",
        "Schaap", "Steen", "Veen", "Vliet", "Wal",   "Water", "Wester", "Wijn", "Zand", "Zomer"};
    static const char *const middle[] = {"", "en", "er", "ing", "el", "s", "ens", "in"};
    static const char *const end[] = {"stra", "man", "sma", "kamp", "berg", "horst",
                                      "wijk", "hof", "ma",  "veld", "huis", "dal"};
    if (gen_chance(g, 10)) {
        sg_buf_str(to, gen_last_name(g));
        return;
    }
    sg_buf_str(to, PICK(g, front));
    sg_buf_str(to, PICK(g, stem));
    sg_buf_str(to, PICK(g, middle));
    sg_buf_str(to, PICK(g, end));
}

const char *gen_street(struct gen *g)
{
    return PICK(g, streets);
}

/* Some sentences hold what has to be escaped in JSON and quoted in CSV. */
void gen_sentence(struct gen *g, struct sg_buf *to, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (i > 0)
            sg_buf_char(to, ' ');
        sg_buf_str(to, PICK(g, words));
    }
    if (gen_chance(g, 12)) {
        sg_buf_str(to, "; ");
        sg_buf_str(to, PICK(g, asides));
    }
    sg_buf_char(to, '.');
    if (gen_chance(g, 6)) {
        sg_buf_char(to, '\n');
        sg_buf_str(to, PICK(g, words));
    }
}
