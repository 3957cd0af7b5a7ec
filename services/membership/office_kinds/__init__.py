"""Kinds of offices, such as «اداره‌ها» and «بانک‌ها»: data that the secretariat keeps."""
