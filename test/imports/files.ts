/** A file of each shop system as DOMAIN §2.5 has it. The person is invented. */

export const FILES = {
  shopify: `Name,Email,Financial Status,Paid at,Total,Discount Code,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at,Refunded Amount,Id,Tags,Phone
#1001,hanako@example.jp,paid,2026-04-01 12:35:10 +0900,5500,,2026-04-01 12:34:56 +0900,1,うるおい化粧水,3300,LF,,0,5120000000001,,+819012345678
#1001,hanako@example.jp,,,,,2026-04-01 12:34:56 +0900,1,もっちり洗顔,2200,WA,,,,,`,
  'ec-cube4': `注文ID,注文番号,会員ID,お名前(姓),お名前(名),メールアドレス,TEL,小計,値引き,送料,支払合計,対応状況(ID),対応状況(名称),受注日,商品コード,商品名,価格,個数,税率,明細区分(ID),明細区分(名称),送料
501,501,77,髙橋,花子,hanako@example.jp,09012345678,3300,0,550,3850,5,発送済み,2026-04-01 12:34:56,LF,うるおい化粧水,3000,1,10,1,商品,550
501,501,77,髙橋,花子,hanako@example.jp,09012345678,3300,0,550,3850,5,発送済み,2026-04-01 12:34:56,,送料,550,1,10,2,送料,550`,
  ecforce: `受注ID,受注番号,顧客番号,定期受注番号,メールアドレス,小計,支払い合計,受注日,購入商品（商品コード）,顧客購入回数,定期ステータス,定期回数
90001,02df7b04b4,c7bd95e895,a4330541d5,hanako@example.jp,2970,2970,2026/04/01 12:34,"LS,aisatsu_1",1,有効,2`,
  base: `注文ID,注文日時,氏(請求先),名(請求先),電話番号(請求先),メールアドレス(請求先),商品名,バリエーション,価格,税率,数量,合計金額,送料,発送状況,商品ID,種類ID
ABCDEF0123456789,2026-04-01 12:34:56,山田,花子,090-1234-5678,hanako@example.jp,うるおい化粧水,,3300,10,1,3800,500,発送済み,1000,
ABCDEF0123456789,2026-04-01 12:34:56,山田,花子,090-1234-5678,hanako@example.jp,商品オプション「のし」,あり,0,10,1,3800,500,発送済み,,`,
}
