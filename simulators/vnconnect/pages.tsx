import type { ComponentChildren, VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { DemoAccount } from './people.ts'

const STYLE = `*{box-sizing:border-box}body{margin:0;font:17px/1.5 "Be Vietnam Pro",system-ui,sans-serif;color:#1b1f24;background:#f4f1ea}
header{background:#7a1f1f;color:#fff;padding:14px 20px}header b{font-size:20px}main{max-width:760px;margin:0 auto;padding:20px}
.note{background:#fff4d6;border-left:6px solid #b67a00;padding:12px 16px;margin:0 0 20px}h1{font-size:26px;line-height:1.25;margin:8px 0 12px}
ul{list-style:none;margin:0;padding:0;display:grid;gap:8px}form{margin:0}
button{font:inherit;width:100%;text-align:left;background:#fff;border:1px solid #b9b2a3;border-radius:6px;padding:12px 14px;cursor:pointer;min-height:48px}
button:hover,button:focus-visible{border-color:#7a1f1f;outline:3px solid #e9b949;outline-offset:1px}
button.main{background:#7a1f1f;color:#fff;text-align:center;font-weight:600;border-color:#7a1f1f}button span{display:block;color:#4d4a43;font-size:15px}
button.main span{color:#fff}.two{display:grid;gap:12px;margin-top:20px}h2{font-size:19px;margin:24px 0 8px}`

function page(title: string, children: ComponentChildren): string {
  return '<!doctype html>' + renderToString(
    <html lang="vi">
      <head>
        <meta charset="utf-8" /><meta name="viewport" content="width=device-width,initial-scale=1" /><meta name="robots" content="noindex" />
        <title>{`${title} – VNConnect (mô phỏng)`}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <header><b>VNConnect – mô phỏng</b></header>
        <main>
          <p class="note"><strong>Đây là máy chủ mô phỏng</strong> để dùng thử. Không có người thật, không có dữ liệu thật; không nhập mật khẩu hay số căn cước của bạn.</p>
          {children}
        </main>
      </body>
    </html>,
  )
}

function Choice({ account, action }: { account: DemoAccount; action: string }): VNode {
  return (
    <li>
      <form method="post" action={action}>
        <input type="hidden" name="sub" value={account.sub} />
        <button name="do" value="sign-in"><strong>{account.name}</strong><span>{account.idNumber} · {account.note}</span></button>
      </form>
    </li>
  )
}

/** The list of invented people; one click signs in, no script needed. */
export function signInPage(action: string, accounts: readonly DemoAccount[], needsLevel2: boolean): string {
  return page('Đăng nhập', (
    <>
      <h1>Chọn một người để đăng nhập</h1>
      {needsLevel2 && <p>Dịch vụ này cần tài khoản định danh <strong>mức độ 2</strong>.</p>}
      <h2>Cá nhân</h2>
      <ul>{accounts.filter((a) => a.kind === 'person').map((a) => <Choice account={a} action={action} />)}</ul>
      <h2>Tổ chức</h2>
      <ul>{accounts.filter((a) => a.kind === 'organisation').map((a) => <Choice account={a} action={action} />)}</ul>
      <h2>Không đăng nhập nữa</h2>
      <form method="post" action={action}><button name="do" value="cancel">Quay lại cổng</button></form>
    </>
  ))
}

/** Shown when LoA2 is asked of somebody who stands at LoA1. */
export function stepUpPage(action: string, account: DemoAccount): string {
  return page('Nâng mức xác thực', (
    <>
      <h1>Dịch vụ này cần xác thực mức độ 2</h1>
      <p>Bạn đang đăng nhập là <strong>{account.name}</strong> ở mức độ 1.</p>
      {account.level === 2
        ? <p>Tài khoản của bạn có mức độ 2. Hãy xác nhận thêm bằng khuôn mặt trên ứng dụng VNeID.</p>
        : <p>Tài khoản của bạn mới ở mức độ 1. Để lên mức độ 2, bạn mang căn cước đến công an xã, phường nơi ở gần nhất.</p>}
      <div class="two">
        {account.level === 2 && (
          <form method="post" action={action}>
            <input type="hidden" name="sub" value={account.sub} />
            <button class="main" name="do" value="step-up">Xác nhận trên ứng dụng VNeID (mô phỏng)</button>
          </form>
        )}
        <form method="post" action={action}><button name="do" value="other">Đăng nhập bằng người khác</button></form>
        <form method="post" action={action}><button name="do" value="refuse">Quay lại cổng</button></form>
      </div>
    </>
  ))
}

export function errorPage(error: string, description: string): string {
  return page('Không đăng nhập được', <><h1>Không đăng nhập được</h1><p>Hãy quay lại cổng và thử lại.</p><p><code>{error}</code> {description}</p></>)
}

/** `form` is the hidden form that the provider itself made. */
export function logoutPage(form: string): string {
  return page('Đăng xuất', (
    <>
      <h1>Bạn muốn đăng xuất khỏi VNConnect?</h1>
      <div dangerouslySetInnerHTML={{ __html: form }} />
      <div class="two">
        <button class="main" type="submit" form="op.logoutForm" name="logout" value="yes">Đăng xuất</button>
        <button type="submit" form="op.logoutForm">Không, ở lại</button>
      </div>
    </>
  ))
}

export function signedOutPage(): string {
  return page('Đã đăng xuất', <h1>Bạn đã đăng xuất khỏi VNConnect</h1>)
}
