"""What `jurdil link` says about files, in English as it stands in the code and in Indonesian.

Braces stand for what differs. A sentence that is made elsewhere, with its file and row in it, is known again by the
rest of its words.
"""

from __future__ import annotations

import re
from functools import lru_cache

FRAME = "{} {}"
"""What ends so is a place with other sentences in it."""
NO_COLUMN = "{}: The header has no column named {}; add it to the first row of the table, with no title above it."
NO_COLUMN_BELOW = (
    "{}: The header has no column named {}; add it. The header may stand below titles, in the first {} rows."
)
TOLD_EARLIER = (
    "{}: {} rows are left out; each was told when this file was first read into the folder of --work. "
    "Run without --work to be told again."
)
_ASKED = "in {}. A pair is a question, never an accusation."
TWICE = "{} people: {} strong, {} likely, {} possible pairs that may be one person twice, " + _ASKED
KIN = "{} people: {} strong, {} likely, {} possible pairs that may be spouses, households or kin, " + _ASKED
INDONESIAN = {
    # where
    "Standard input, {}: {} {}": "Masukan standar, {}: {} {}",
    "Standard input: the value {} is not used.": "Masukan standar: nilai {} tidak dipakai.",
    "{}, row {}, column {}: {} {}": "{}, baris {}, kolom {}: {} {}",
    "{}, row {}: {} {}": "{}, baris {}: {} {}",
    # what is wrong with a cell or a row, and what to do
    "The cell is empty, but this column is required.": "Sel ini kosong, padahal kolomnya wajib.",
    "Fill in the cell.": "Isi selnya.",
    "The spreadsheet turned this number into a rounded one; its last digits are lost.":
        "Program lembar kerja membulatkan angka ini; digit terakhirnya hilang.",
    "Format the column as Text and type the number again from the document; adding zeros does not help.":
        "Ubah format kolom menjadi Teks, lalu ketik ulang angkanya dari dokumen; menambah nol tidak menolong.",
    "The spreadsheet shows the error of a formula here, and no value.":
        "Lembar kerja menampilkan galat rumus di sini, bukan nilai.",
    "Mend the formula, or write the value itself.": "Perbaiki rumusnya, atau tulis nilainya.",
    "The row has {} cells where the header has {}.": "Baris ini berisi {} sel, sedangkan kepala tabel {}.",
    "Compare the row with the header; put a text that holds the separator in double quotes.":
        "Bandingkan dengan kepala tabel; apit teks yang memuat pemisah dengan tanda kutip ganda.",
    "A double quote is opened here and never closed, so that this row and those below it were read as one cell.":
        "Tanda kutip ganda dibuka di sini dan tidak pernah ditutup, sehingga baris ini dan semua di bawahnya terbaca "
        "sebagai satu sel.",
    "A double quote is opened here and closed some rows below, so that those rows were read as one cell.":
        "Tanda kutip ganda dibuka di sini dan baru ditutup beberapa baris di bawahnya, sehingga baris-baris itu "
        "terbaca sebagai satu sel.",
    "Close the quote in its own row, or take it away.": "Tutup kutipnya di baris itu juga, atau hapus.",
    "Close the quote, or take it away.": "Tutup kutipnya, atau hapus.",
    "The row is longer than 8 MB; perhaps a double quote is opened here and closed far below.":
        "Baris ini lebih panjang dari 8 MB; mungkin tanda kutip ganda dibuka di sini dan ditutup jauh di bawahnya.",
    "Mend it, or take it away.": "Perbaiki, atau hapus.",
    "This cannot be read and is not weighed, the rest of the row is.":
        "Nilai ini tidak terbaca dan tidak ditimbang; isi baris lainnya ditimbang.",
    "This cannot be read as a birth date. Digits like those of a day are weighed, and the rest of the row is.":
        "Ini tidak terbaca sebagai tanggal lahir. Angka yang mirip suatu hari ditimbang, juga isi baris lainnya.",
    "Write it in Latin letters.": "Tulis dengan huruf Latin.",
    "Write its 16 digits.": "Tulis 16 angkanya.",
    "Write it as 1990-05-12 or 12/05/1990.": "Tulis seperti 1990-05-12 atau 12/05/1990.",
    "Write L or P.": "Tulis L atau P.",
    "Write the Kemendagri code: 2, 4, 6 or 10 digits.": "Tulis kode Kemendagri: 2, 4, 6 atau 10 angka.",
    "This does not have the 16 digits of a NIK; it is weighed as a number with a slip.":
        "Ini bukan 16 angka seperti NIK; ditimbang sebagai nomor yang salah ketik.",
    "Compare it with the document.": "Bandingkan dengan dokumennya.",
    "This is nothing but titles; it is weighed as it stands.":
        "Ini hanya gelar atau sapaan; ditimbang seperti tertulis.",
    "Write the name.": "Tulis namanya.",
    "This is no name: it is only a number.": "Ini bukan nama: isinya hanya angka.",
    "Take away rows that number or add up columns; else write a name.":
        "Hapus baris yang menomori atau menjumlahkan kolom; bila ini orang, tulis namanya.",
    "This row numbers the columns and was left out.": "Baris ini hanya menomori kolom dan dilewati.",
    "Take it away; if it is a true row, put the columns into another order.":
        "Hapus barisnya; bila isinya sungguhan, tukar urutan kolomnya.",
    "This row names the columns again.": "Baris ini menamai kolom sekali lagi.",
    "Take it away; or, if it is the true header, take away the rows above it.":
        "Hapus barisnya; atau, bila inilah kepala tabel yang benar, hapus baris-baris di atasnya.",
    "{}, rows {}, column id: the same id. Give each row an id of its own.":
        "{}, baris {}, kolom id: nomornya sama. Beri tiap baris nomor sendiri.",
    "{}, column {}: {} more like this.": "{}, kolom {}: {} lagi seperti ini.",
    "{}: {} more numbers like this.": "{}: {} angka lagi seperti ini.",
    "{}: the column {} is not used.": "{}: kolom {} tidak dipakai.",
    "It means the same as another one: keep one of them.":
        "Artinya sama dengan kolom lain: sisakan satu saja.",
    # what is wrong with a file
    "{}: no row is left below the headers. Nothing can be linked with it; write a row for each person.":
        "{}: tidak ada baris yang tersisa di bawah kepala tabel. Tidak ada yang dapat dibandingkan; tulis satu baris "
        "untuk tiap orang.",
    NO_COLUMN:
        "{}: kepala tabel tidak memuat kolom bernama {}; tambahkan di baris pertama tabel, tanpa judul di atasnya.",
    NO_COLUMN_BELOW:
        "{}: kepala tabel tidak memuat kolom bernama {}; tambahkan. Kepala tabel boleh di bawah judul, paling jauh di "
        "baris {}.",
    "{}: the ending must be .csv, .xlsx or .parquet.": "{}: akhiran berkas harus .csv, .xlsx atau .parquet.",
    "{}: the ending must be .csv, .xlsx or .parquet. Open the file in the program that wrote it and save it as one of "
    "these; another name is not enough.":
        "{}: akhiran berkas harus .csv, .xlsx atau .parquet. Buka berkasnya dengan program pembuatnya dan simpan "
        "sebagai salah satunya; mengganti nama saja tidak cukup.",
    "{}: this is no text, but perhaps a workbook or an archive whose name was changed. Open it in the program that "
    "wrote it and save it as .csv or .xlsx.":
        "{}: ini bukan teks, mungkin buku kerja atau arsip yang namanya diganti. Buka dengan program pembuatnya dan "
        "simpan sebagai .csv atau .xlsx.",
    "{}: it unpacks to {} MB, more than {} times its size, and no list does; save the table alone, as .csv.":
        "{}: isinya mengembang menjadi {} MB, lebih dari {} kali ukurannya, dan tidak ada daftar yang begitu; simpan "
        "tabelnya saja, sebagai .csv.",
    "{}: this is not a {} file that can be read; save it again as {}.":
        "{}: ini bukan berkas {} yang dapat dibaca; simpan ulang sebagai {}.",
    "{}: a row is longer than {} MB; perhaps a double quote is never closed. Mend it.":
        "{}: ada baris yang lebih panjang dari {} MB; mungkin ada tanda kutip ganda yang tidak ditutup. Perbaiki.",
    "{}: the header is row {}; what stands above it is passed over.":
        "{}: kepala tabel ada di baris {}; yang di atasnya dilewati.",
    "{}: rows {} and {} could both be the header; take one of them away, or put the right one into the first row.":
        "{}: baris {} dan {} sama-sama dapat menjadi kepala tabel; hapus salah satunya, atau taruh yang benar di baris "
        "pertama.",
    "{}: more than one sheet holds the table ({}); save each as a file of its own, or take away those that are no "
    "part of the list.":
        "{}: lebih dari satu lembar memuat tabelnya ({}); simpan tiap lembar sebagai berkas sendiri, atau hapus yang "
        "bukan bagian daftar.",
    "{}: sheets that hold a chart only are passed over: {}.": "{}: lembar yang hanya memuat grafik dilewati: {}.",
    "{}: it holds charts only ({}) and no sheet with rows; save the table that they were drawn from.":
        "{}: isinya hanya grafik ({}), tanpa lembar berisi baris; simpan tabel yang menjadi dasarnya.",
    "{}: the first row is empty; put the names of the columns there.":
        "{}: baris pertama kosong; tulis nama kolom di sana.",
    "{}, column {}: it holds {}, not texts or numbers; save it as text.":
        "{}, kolom {}: isinya {}, bukan teks atau angka; simpan sebagai teks.",
    "{}: there is no such file. Check the name and the folder.":
        "{}: berkas ini tidak ada. Periksa nama dan foldernya.",
    "{}: it is there already and is kept. Name another file.":
        "{}: berkas ini sudah ada dan tidak ditimpa. Beri nama lain.",
    "{}: {}. Check the path, the rights to it, and the space on the disk.":
        "{}: {}. Periksa letaknya, hak aksesnya, dan sisa ruang diska.",
    # what is wrong with the truth
    "Nobody in PEOPLE has this id.": "Tidak ada orang bernomor ini di PEOPLE.",
    "No roster has this name.": "Tidak ada daftar bernama ini.",
    "Write the name of a file without its ending: {}.": "Tulis nama berkas tanpa akhirannya: {}.",
    "No entry of {} has this id.": "Tidak ada entri {} bernomor ini.",
    "Write the id as it stands there, or take the row out.": "Tulis nomornya seperti di sana, atau hapus barisnya.",
    "{}: {} more rows with faults.": "{}: {} baris lagi bermasalah.",
    TOLD_EARLIER:
        "{}: {} baris tidak ikut; sebabnya disampaikan saat berkas ini pertama kali dibaca untuk folder --work. "
        "Jalankan tanpa --work untuk membacanya lagi.",
    # what was found
    "{} people: {} strong, {} likely, {} possible suspicions in {}. No suspicion is a judgement.":
        "{} orang: {} dugaan kuat, {} kemungkinan besar, {} mungkin, di {}. Dugaan bukan putusan.",
    TWICE:
        "{} orang: {} pasangan kuat, {} kemungkinan besar, {} mungkin, yang dapat jadi satu orang tercatat dua kali, "
        "di {}. Pasangan adalah pertanyaan, bukan tuduhan.",
    KIN:
        "{} orang: {} pasangan kuat, {} kemungkinan besar, {} mungkin, yang dapat jadi suami istri, serumah, atau "
        "kerabat, di {}. Pasangan adalah pertanyaan, bukan tuduhan.",
}  # fmt: skip


def say(words: str, language: str, *given: object) -> str:
    """Return a sentence in `language` (id or en), what is `given` in the place of its braces."""
    return (INDONESIAN[words] if language == "id" else words).format(*given)


def counted(number: int, language: str) -> str:
    """Return a count as `language` parts its thousands: 1,234 or 1.234."""
    return f"{number:,}".replace(",", "." if language == "id" else ",")


def say_again(sentence: str, language: str) -> str:
    """Return in `language` what was said in English already; as it stands where it is not known."""
    if language != "id":
        return sentence
    told = ((pattern.fullmatch(sentence), words) for pattern, words in _patterns())
    for found, words in told:
        if found:
            given = found.groups()
            if words in (INDONESIAN[NO_COLUMN], INDONESIAN[NO_COLUMN_BELOW]):
                given = (given[0], given[1].replace(" or ", " atau "), *given[2:])  # between the names of a column
            return words.format(*given)
    return sentence


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """The sentences with the most words of their own first, so that a short one does not swallow a longer one."""
    known = sorted((english for english in INDONESIAN if not english.endswith(FRAME)), key=_own_letters, reverse=True)
    return [(_pattern(english), INDONESIAN[english]) for english in known]


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile(re.escape(english).replace(r"\{\}", "(.+?)"), re.DOTALL)


def _own_letters(english: str) -> int:
    return sum(sign.isalpha() for sign in english)
