// The rows of a workbook by ExcelJS's streaming reader, without the header.
import excel from 'exceljs';
import { member } from './table.mjs';

export async function* rows(path) {
    const reader = new excel.stream.xlsx.WorkbookReader(path, {
        sharedStrings: 'cache', styles: 'cache', worksheets: 'emit', hyperlinks: 'ignore', entries: 'ignore',
    });
    for await (const sheet of reader) {
        let is_header = true;
        for await (const row of sheet) {
            if (!is_header) yield member(row.values.slice(1));
            is_header = false;
        }
        return;
    }
}
